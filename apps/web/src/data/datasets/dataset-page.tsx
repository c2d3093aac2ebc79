import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useServices } from '../../services.tsx';
import { asApiError } from '../../thread/thread-store.ts';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { WholeDataset } from '../api/types.ts';
import { DataFrame, DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { bytesInWords } from '../../i18n/figures.ts';
import { Missing } from '../missing.tsx';
import { useOwner } from '../use-owner.ts';
import { useWords } from '../words/use-words.ts';
import { CompareVersions } from './compare-versions.tsx';
import { Funnel } from './funnel.tsx';
import { Samples } from './samples.tsx';
import { SourcesTable } from './sources-table.tsx';
import { SplitCounts } from './split-counts.tsx';
import { TakeIt } from './take-it.tsx';
import { shortId, Version } from './version.tsx';

export function DatasetPage({ id }: { id: string }) {
  const { words } = useWords();
  const { api } = useData();
  const query = useQuery({
    queryKey: ['data', 'dataset', id],
    queryFn: ({ signal }) => api.dataset(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const gone = query.isError && asApiError(query.error).status === 404;
  return (
    <DataFrame>
      <Link href="/data/datasets" className="text-link">
        <Icon name="left" size={16} />
        {words.dataset.toAll}
      </Link>
      {query.isPending && <CardSkeletons />}
      {gone && <Missing />}
      {query.isError && !gone && <DataProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Whole dataset={query.data} />}
    </DataFrame>
  );
}

function Whole({ dataset }: { dataset: WholeDataset }) {
  const { words } = useWords();
  return (
    <>
      <header className="thing-head">
        <h2>
          <Version id={dataset.id} />
        </h2>
        <RemoveDataset id={dataset.id} />
      </header>
      {dataset.description !== '' && <p className="card-text">{dataset.description}</p>}
      <Facts of={dataset} />
      <section className="section" aria-labelledby="counts">
        <h3 id="counts">{words.dataset.counts}</h3>
        <SplitCounts rows={dataset.rows} />
      </section>
      <TakeIt dataset={dataset} />
      <Funnel steps={dataset.manifest.steps} />
      <SourcesTable sources={dataset.sources} />
      <CompareVersions id={dataset.id} />
      <Samples id={dataset.id} />
    </>
  );
}

function Facts({ of: { id, bytes, licence, createdAt, jobId, ownerName } }: { of: WholeDataset }) {
  const { words, locale } = useWords();
  const owner = useOwner(ownerName);
  return (
    <dl className="facts card card-tall">
      <div className="fact">
        <dt>{words.dataset.id}</dt>
        <dd className="hash">
          <code>{id}</code>
          <CopyButton text={() => id} label={words.dataset.copyId} />
        </dd>
      </div>
      <div className="fact">
        <dt>{words.dataset.built}</dt>
        <dd>
          {new Date(createdAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' })}
          {owner !== null && ` · ${owner}`}
          {jobId !== null && (
            <>
              {' · '}
              <Link href={`/data/jobs/${encodeURIComponent(jobId)}`}>{words.dataset.toJob}</Link>
            </>
          )}
        </dd>
      </div>
      <div className="fact">
        <dt>{words.dataset.licence}</dt>
        <dd>{licence ?? words.data.unknownLicence}</dd>
      </div>
      <div className="fact">
        <dt>{words.dataset.size}</dt>
        <dd>{bytesInWords(bytes, locale)}</dd>
      </div>
    </dl>
  );
}

function RemoveDataset({ id }: { id: string }) {
  const { words } = useWords();
  const { api } = useData();
  const { queries } = useServices();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const remove = (): void => {
    api.deleteDataset(id).then(
      () => {
        void queries.invalidateQueries({ queryKey: ['data', 'datasets'] });
        navigate('/data/datasets');
      },
      (error: unknown) => setProblem(error),
    );
  };
  return (
    <div className="thing-actions">
      <button type="button" className="button" onClick={() => setAsking(true)}>
        <Icon name="trash" size={17} />
        {words.data.remove}
      </button>
      {asking && (
        <ConfirmDialog
          title={words.dataset.removeTitle}
          words={words.dataset.removeText(shortId(id))}
          action={words.data.remove}
          onConfirm={remove}
          onClose={() => setAsking(false)}
          problem={problem !== null && <DataProblem error={problem} />}
        />
      )}
    </div>
  );
}
