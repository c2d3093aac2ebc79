import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { Field } from '../../ui/field.tsx';
import { SPLITS, type ChangedPart, type Comparison, type Turn } from '../api/types.ts';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { countInWords } from '../../i18n/figures.ts';
import { useStepName } from '../recipe/step-words.ts';
import { Turns } from '../turns.tsx';
import { useWords } from '../words/use-words.ts';
import { useDatasets } from './use-datasets.ts';
import { shortId } from './version.tsx';

/** What became other than in another version, the older ones of the same name first. */
export function CompareVersions({ id }: { id: string }) {
  const { words, locale } = useWords();
  const datasets = useDatasets().data?.pages.flatMap((page) => page.datasets) ?? [];
  const [other, setOther] = useState('');
  const name = id.split('@')[0];
  const others = datasets
    .filter((dataset) => dataset.id !== id)
    .sort((a, b) => Number(b.name === name) - Number(a.name === name));
  return (
    <section className="section" aria-labelledby="compare">
      <h3 id="compare">{words.compare.title}</h3>
      {others.length === 0 ? (
        <p className="card-text card-faint">{words.compare.noOther}</p>
      ) : (
        <Field label={words.compare.other}>
          {(ids) => (
            <select {...ids} className="input" value={other} onChange={(event) => setOther(event.target.value)}>
              <option value="">{words.compare.choose}</option>
              {others.map((dataset) => (
                <option key={dataset.id} value={dataset.id}>
                  {`${shortId(dataset.id)} · ${new Date(dataset.createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })}`}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {other !== '' && <Compared id={id} other={other} />}
    </section>
  );
}

function Compared({ id, other }: { id: string; other: string }) {
  const { words } = useWords();
  const { api } = useData();
  const stepName = useStepName();
  const query = useQuery({
    queryKey: ['data', 'compare', id, other],
    queryFn: ({ signal }) => api.compare(id, other, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.isPending) return <CardSkeletons />;
  if (query.isError) return <DataProblem error={query.error} onRetry={() => void query.refetch()} />;
  const { from, to, steps, sources, samples } = query.data;
  return (
    <div className="compared">
      <p className="card-text">{words.compare.intro(shortId(from), shortId(to))}</p>
      <RowsTable of={query.data} />
      <Parts title={words.compare.steps} parts={steps.map((step) => ({ ...step, name: stepName(step.name) }))} />
      <Parts title={words.compare.sources} parts={sources} />
      <SomeRows title={words.compare.addedRows} rows={samples.added} />
      <SomeRows title={words.compare.removedRows} rows={samples.removed} />
    </div>
  );
}

function RowsTable({ of: { rows } }: { of: Comparison }) {
  const { words, locale } = useWords();
  const changed = SPLITS.some((split) => rows[split].added > 0 || rows[split].removed > 0);
  return (
    <>
      {!changed && <p className="notice">{words.compare.equal}</p>}
      <div className="card figures-card">
        <table className="figures figures-data" aria-label={words.compare.title}>
          <thead>
            <tr>
              <td />
              <th scope="col">{words.compare.kept}</th>
              <th scope="col">{words.compare.added}</th>
              <th scope="col">{words.compare.removed}</th>
            </tr>
          </thead>
          <tbody>
            {SPLITS.map((split) => (
              <tr key={split}>
                <th scope="row">{words.dataset.split[split]}</th>
                <td>{countInWords(rows[split].kept, locale)}</td>
                <td>{countInWords(rows[split].added, locale)}</td>
                <td>{countInWords(rows[split].removed, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.moved > 0 && (
        <p className="card-text card-faint">{words.compare.moved(countInWords(rows.moved, locale))}</p>
      )}
    </>
  );
}

function Parts({ title, parts }: { title: string; parts: readonly ChangedPart[] }) {
  const { words } = useWords();
  return (
    <div>
      <h4>{title}</h4>
      <ul className="parts">
        {parts.map(({ name, change }, index) => (
          <li key={`${index} ${name}`} className={`badge part-${change}`}>
            {name}: {words.compare.change[change]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function SomeRows({ title, rows }: { title: string; rows: readonly { readonly messages: readonly Turn[] }[] }) {
  if (rows.length === 0) return null;
  return (
    <details className="steps">
      <summary>{title}</summary>
      <ol className="samples">
        {rows.map(({ messages }, index) => (
          <li key={index} className="sample">
            <Turns of={messages} />
          </li>
        ))}
      </ol>
    </details>
  );
}
