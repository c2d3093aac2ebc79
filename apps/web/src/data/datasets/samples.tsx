import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { SPLITS, type Split } from '../api/types.ts';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { countInWords } from '../../i18n/figures.ts';
import { Turns } from '../turns.tsx';
import { useWords } from '../words/use-words.ts';

/** Rows as they stand in the files, split by split. */
export function Samples({ id }: { id: string }) {
  const { words, locale } = useWords();
  const { api } = useData();
  const [split, setSplit] = useState<Split>('train');
  const query = useInfiniteQuery({
    queryKey: ['data', 'samples', id, split],
    queryFn: ({ pageParam, signal }) => api.samples(id, split, pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ nextAfter }) => nextAfter,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <section className="section" aria-labelledby="samples">
      <h3 id="samples">{words.dataset.samples}</h3>
      <SplitChoice split={split} onChange={setSplit} />
      {query.isError && <DataProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.isSuccess && rows.length === 0 && <p className="page-empty">{words.dataset.noSamples}</p>}
      <ol className="samples">
        {rows.map(({ number, messages, source, language, synthetic }) => (
          <li key={number} className="sample">
            <p className="sample-where">
              {[
                words.dataset.row(countInWords(number, locale)),
                source,
                language === undefined ? undefined : (words.option[language] ?? language),
                synthetic === undefined ? undefined : words.dataset.synthetic,
              ]
                .filter((part) => part !== undefined)
                .join(' · ')}
            </p>
            <Turns of={messages} />
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {words.dataset.more}
        </button>
      )}
    </section>
  );
}

function SplitChoice({ split, onChange }: { split: Split; onChange: (split: Split) => void }) {
  const { words } = useWords();
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{words.dataset.samplesOf}</legend>
      <div className="chips">
        {SPLITS.map((one) => (
          <label key={one} className="chip">
            <input type="radio" name="split" checked={one === split} onChange={() => onChange(one)} />
            {words.dataset.split[one]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
