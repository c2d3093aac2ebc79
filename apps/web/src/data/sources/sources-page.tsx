import { useState, useSyncExternalStore } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import { useText } from '../../i18n/text.tsx';
import { useServices } from '../../services.tsx';
import { asApiError } from '../../thread/thread-store.ts';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';

import type { Source } from '../api/types.ts';
import { DataFrame, DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { BuildForm } from '../recipe/build-form.tsx';
import { toggled } from '../recipe/recipe-draft.ts';
import { AddData } from '../uploads/add-data.tsx';
import { useWords } from '../words/use-words.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { SourceCard } from './source-card.tsx';
import { SourceDialog } from './source-dialog.tsx';
import { useSources } from './use-sources.ts';

type Open = { readonly what: 'preview' | 'edit' | 'remove'; readonly source: Source };

/** From files to a build, top to bottom. */
export function SourcesPage() {
  const { words } = useWords();
  const text = useText();
  const { queries } = useServices();
  const { draft } = useData();
  const recipe = useSyncExternalStore(draft.subscribe, draft.snapshot);
  const query = useSources();
  const sources = query.data?.pages.flatMap((page) => page.sources) ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  return (
    <DataFrame>
      <AddData />
      <section className="section" aria-labelledby="sources">
        <h2 id="sources">{words.data.sources}</h2>
        {query.isError && (
          <DataProblem error={query.error} onRetry={() => void queries.invalidateQueries({ queryKey: ['data'] })} />
        )}
        {query.isPending && <CardSkeletons />}
        {query.isSuccess && sources.length === 0 && <p className="page-empty">{words.source.none}</p>}
        <ul className="cards">
          {sources.map((source) => (
            <SourceCard
              key={source.id}
              source={source}
              chosen={recipe.sources.includes(source.id)}
              onChoose={() => draft.change((before) => toggled(before, source.id))}
              onOpen={(what) => setOpen({ what, source })}
            />
          ))}
        </ul>
        {query.hasNextPage && (
          <button
            type="button"
            className="button"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {text.list.more}
          </button>
        )}
      </section>
      <BuildForm sources={sources} />
      {open?.what === 'preview' && <PreviewDialog source={open.source} onClose={() => setOpen(null)} />}
      {open?.what === 'edit' && <SourceDialog source={open.source} onClose={() => setOpen(null)} />}
      {open?.what === 'remove' && <RemoveSource source={open.source} onClose={() => setOpen(null)} />}
    </DataFrame>
  );
}

function RemoveSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const { words } = useWords();
  const { queries } = useServices();
  const { api, draft } = useData();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const remove = (): void => {
    api.deleteSource(source.id).then(
      () => {
        draft.change((before) => (before.sources.includes(source.id) ? toggled(before, source.id) : before));
        void queries.invalidateQueries({ queryKey: ['data', 'sources'] });
        onClose();
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  return (
    <ConfirmDialog
      title={words.source.removeTitle}
      words={words.source.removeText(source.name)}
      action={words.data.remove}
      onConfirm={remove}
      onClose={onClose}
      problem={problem && <DataProblem error={problem} />}
    />
  );
}
