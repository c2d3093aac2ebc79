import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Preview, ReadAs, Refused, Source } from '../api/types.ts';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { countInWords } from '../../i18n/figures.ts';
import { withReadAs } from '../recipe/recipe-draft.ts';
import { Turns } from '../turns.tsx';
import { useWords } from '../words/use-words.ts';
import { ReadAsForm } from './read-as-form.tsx';

const TABLES: ReadonlySet<string> = new Set(['csv', 'parquet']);

/** The first rows as training would see them, and what could not be read. */
export function PreviewDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const { words } = useWords();
  const { api, draft } = useData();
  const [readAs, setReadAs] = useState<ReadAs | null>(() => draft.snapshot().readAs[source.id] ?? null);
  const query = useQuery({
    queryKey: ['data', 'preview', source.id, readAs],
    queryFn: ({ signal }) => api.preview(source.id, readAs, signal),
    placeholderData: keepPreviousData,
  });
  const apply = (given: ReadAs | null): void => {
    setReadAs(given);
    draft.change((before) => withReadAs(before, source.id, given));
  };
  const { data: preview } = query;
  return (
    <Dialog title={words.preview.title(source.name)} onClose={onClose} wide>
      {query.isPending && <CardSkeletons />}
      {query.isError && <DataProblem error={query.error} onRetry={() => void query.refetch()} />}
      {preview && (
        <>
          <Told of={preview} />
          {(preview.rows.length === 0 || readAs !== null) && (
            <ReadAsForm readAs={readAs} isTable={TABLES.has(preview.format ?? '')} onApply={apply} />
          )}
          <Rows of={preview} />
          <RefusedRows of={preview.refused} />
        </>
      )}
    </Dialog>
  );
}

function Told({ of: { format, shape, encoding, refused } }: { of: Preview }) {
  const { words, locale } = useWords();
  const told = [
    [words.preview.format, format],
    [words.preview.shape, shape],
    [words.preview.encoding, encoding],
  ].filter(([, value]) => value !== null);
  return (
    <p className="preview-told">
      {told.map(([name, value]) => (
        <span key={name} className="badge">
          {name}: {value}
        </span>
      ))}
      {refused.length > 0 && (
        <span className="badge badge-off">{words.preview.refusedCount(countInWords(refused.length, locale))}</span>
      )}
    </p>
  );
}

function Rows({ of: { rows } }: { of: Preview }) {
  const { words } = useWords();
  if (rows.length === 0) return <p className="page-empty">{words.preview.noRows}</p>;
  return (
    <section className="preview-samples" aria-label={words.preview.rows} tabIndex={0}>
      <ol className="samples">
        {rows.map(({ messages, at }, index) => (
          <li key={`${at} ${index}`} className="sample">
            <p className="sample-where">{at}</p>
            <Turns of={messages} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function RefusedRows({ of: refused }: { of: readonly Refused[] }) {
  const { words } = useWords();
  if (refused.length === 0) return <p className="field-hint">{words.preview.noneRefused}</p>;
  return (
    <section className="refused">
      <h3>{words.preview.refused}</h3>
      <ul className="refused-list">
        {refused.map(({ at, field, reason }, index) => (
          <li key={`${at} ${index}`}>
            <code>{field === null ? at : `${at} · ${field}`}</code>
            <span>{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
