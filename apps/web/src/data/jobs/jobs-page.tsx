import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useText } from '../../i18n/text.tsx';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import type { Job } from '../api/types.ts';
import { DataFrame, DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { durationInWords } from '../../i18n/figures.ts';
import { useOwner } from '../use-owner.ts';
import { useWords } from '../words/use-words.ts';
import { hasEnded } from './job-story.ts';
import { JobBar } from './job-bar.tsx';
import { StateBadge } from './state-badge.tsx';

const REFRESH_MS = 3000;

export function JobsPage() {
  const { words } = useWords();
  const text = useText();
  const { api } = useData();
  const query = useInfiniteQuery({
    queryKey: ['data', 'jobs'],
    queryFn: ({ pageParam, signal }) => api.jobs(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ jobs }) => jobs.some((job) => !hasEnded(job.state))) === true ? REFRESH_MS : false,
  });
  const jobs = query.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <DataFrame>
      <h2 className="visually-hidden">{words.job.title}</h2>
      {query.isError && <DataProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.isSuccess && jobs.length === 0 && (
        <p className="page-empty">
          {words.job.none} <Link href="/data">{words.job.toSources}</Link>
        </p>
      )}
      <ul className="cards">
        {jobs.map((job) => (
          <JobCard key={job.id} job={job} />
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

function JobCard({ job }: { job: Job }) {
  const { locale } = useWords();
  const { id, name, state, createdAt, progress, recipe, ownerName } = job;
  const facts = [
    new Date(createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    recipe.sources.map((source) => source.name).join(', '),
    tookInWords(job, locale),
    useOwner(ownerName),
  ];
  return (
    <li className="card card-linked">
      <div className="card-body">
        <h3 className="card-title">
          <Link href={`/data/jobs/${encodeURIComponent(id)}`} className="card-link">
            {name}
          </Link>
          <StateBadge state={state} />
        </h3>
        <p className="card-text card-faint">{facts.filter(Boolean).join(' · ')}</p>
        {state === 'running' && progress && <JobBar progress={progress} />}
      </div>
    </li>
  );
}

export function tookInWords({ startedAt, endedAt }: Job, locale: string): string | null {
  if (startedAt === null || endedAt === null) return null;
  return durationInWords((Date.parse(endedAt) - Date.parse(startedAt)) / 1000, locale);
}
