import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { asApiError } from '../../thread/thread-store.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Job } from '../api/types.ts';
import { DataFrame, DataProblem } from '../data-frame.tsx';
import { Missing } from '../missing.tsx';
import { useOwner } from '../use-owner.ts';
import { useWords } from '../words/use-words.ts';
import { JobActions } from './job-actions.tsx';
import { JobBar } from './job-bar.tsx';
import { JobLines } from './job-lines.tsx';
import { JobSteps } from './job-steps.tsx';
import { StateBadge } from './state-badge.tsx';
import { tookInWords } from './jobs-page.tsx';
import { useJob, type FollowedJob } from './use-job.ts';

export function JobPage({ id }: { id: string }) {
  const { words } = useWords();
  const followed = useJob(id);
  const { job, error, retry } = followed;
  return (
    <DataFrame>
      {!job && !error && <CardSkeletons />}
      {error && !job && asApiError(error).status === 404 && <Missing />}
      {error && !job && asApiError(error).status !== 404 && <DataProblem error={error} onRetry={retry} />}
      {job && <Whole job={job} followed={followed} />}
      {job === null && error !== null && (
        <Link href="/data/jobs" className="text-link">
          {words.job.title}
        </Link>
      )}
    </DataFrame>
  );
}

function Whole({ job, followed: { story, connection } }: { job: Job; followed: FollowedJob }) {
  const { words } = useWords();
  useAnnounced(job);
  const progress = story.progress ?? job.progress;
  return (
    <>
      <header className="thing-head">
        <h2>
          {job.name} <StateBadge state={job.state} />
        </h2>
        <JobActions job={job} />
      </header>
      <JobFacts job={job} />
      {connection === 'lost' && <p className="notice">{words.data.reconnecting}</p>}
      <Outcome job={job} />
      {job.state === 'queued' && <p className="notice">{words.job.queuedHint}</p>}
      {job.state === 'running' && (
        <div className="card card-tall">
          {progress ? <JobBar progress={progress} /> : <p className="card-text">{words.job.startingHint}</p>}
        </div>
      )}
      <JobSteps job={job} story={story} />
      <JobLines lines={story.lines} cut={story.cut} />
    </>
  );
}

/** How it ended, and what to do now. */
function Outcome({ job: { state, error, datasetId } }: { job: Job }) {
  const { words } = useWords();
  if (state === 'cancelled') return <p className="notice">{words.job.cancelledText}</p>;
  if (state === 'failed' && error) {
    return (
      <section className="section">
        <h3>{words.job.failedTitle}</h3>
        <JobFailure error={error} />
      </section>
    );
  }
  if (datasetId === null) return null;
  return (
    <Link href={`/data/datasets/${datasetId}`} className="button button-primary outcome">
      <Icon name="data" size={18} />
      {words.job.toDataset}
    </Link>
  );
}

/** In the page's words, with what the service says of it below: file, line, what to do. */
function JobFailure({ error: { code, message, hint } }: { error: NonNullable<Job['error']> }) {
  const { words } = useWords();
  const own = Object.hasOwn(words.refusal, code) ? words.refusal[code] : undefined;
  return (
    <div className="problem">
      <Icon name="alert" />
      <div className="problem-words">
        {own !== undefined && <p>{own}</p>}
        <p className={own === undefined ? 'job-message' : 'job-message problem-hint'}>{message}</p>
        {hint && <p className="problem-hint">{hint}</p>}
      </div>
    </div>
  );
}

function JobFacts({ job }: { job: Job }) {
  const { words, locale } = useWords();
  const took = tookInWords(job, locale);
  const facts = [
    `${words.job.created}: ${new Date(job.createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })}`,
    took === null ? null : `${words.job.took}: ${took}`,
    `${words.job.sources}: ${job.recipe.sources.map(({ name }) => name).join(', ')}`,
    job.again === null ? null : words.job.madeAnew(words.step[job.again]?.name ?? job.again),
    useOwner(job.ownerName),
  ];
  return <p className="card-text card-faint">{facts.filter(Boolean).join(' · ')}</p>;
}

/** Says to a screen reader what became of the job; not at first, when the page itself tells it. */
function useAnnounced({ state }: Job): void {
  const { words } = useWords();
  const announce = useAnnounce();
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    announce(words.job.became(words.job.state[state]));
  }, [state, words, announce]);
}
