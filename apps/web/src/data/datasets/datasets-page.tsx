import { Link } from 'wouter';
import { useText } from '../../i18n/text.tsx';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { SPLITS, type Dataset } from '../api/types.ts';
import { DataFrame, DataProblem } from '../data-frame.tsx';
import { bytesInWords, countInWords } from '../../i18n/figures.ts';
import { useOwner } from '../use-owner.ts';
import { useWords } from '../words/use-words.ts';
import { useDatasets } from './use-datasets.ts';
import { Version } from './version.tsx';

export function DatasetsPage() {
  const { words } = useWords();
  const text = useText();
  const query = useDatasets();
  const datasets = query.data?.pages.flatMap((page) => page.datasets) ?? [];
  return (
    <DataFrame>
      <h2 className="visually-hidden">{words.dataset.title}</h2>
      {query.isError && <DataProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.isSuccess && datasets.length === 0 && (
        <p className="page-empty">
          {words.dataset.none} <Link href="/data">{words.job.toSources}</Link>
        </p>
      )}
      <ul className="cards">
        {datasets.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
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
    </DataFrame>
  );
}

function DatasetCard({
  dataset: { id, description, rows, bytes, licence, createdAt, ownerName },
}: {
  dataset: Dataset;
}) {
  const { words, locale } = useWords();
  const all = SPLITS.reduce((sum, split) => sum + rows[split], 0);
  const facts = [
    words.dataset.rows(countInWords(all, locale)),
    bytesInWords(bytes, locale),
    licence ?? words.data.unknownLicence,
    new Date(createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    useOwner(ownerName),
  ];
  return (
    <li className="card card-linked">
      <div className="card-body">
        <h3 className="card-title">
          <Link href={`/data/datasets/${id}`} className="card-link">
            <Version id={id} />
          </Link>
        </h3>
        {description !== '' && <p className="card-text card-clamp">{description}</p>}
        <p className="card-text card-faint">{facts.filter(Boolean).join(' · ')}</p>
      </div>
    </li>
  );
}
