// Owns what is known of a job from its events: how far it is, what it said, which step it is at.
// Does not know how the events arrive.
import type { ServerEvent } from '../../stream/event-parser.ts';
import type { Job, JobProgress, JobState } from '../api/types.ts';

export interface JobStory {
  readonly job: Job | null;
  readonly progress: JobProgress | null;
  readonly lines: readonly string[];
  /** Lines before these, which were let go of. */
  readonly cut: number;
  /** What was under way so far, in order; the last one is the newest. */
  readonly seen: readonly string[];
}

export const FIRST: JobStory = { job: null, progress: null, lines: [], cut: 0, seen: [] };

/** More than anybody reads; a build of many damaged files says a lot. */
const MOST_LINES = 1000;

export function hasEnded(state: JobState): boolean {
  return state !== 'queued' && state !== 'running';
}

export function told(story: JobStory, { event, data }: ServerEvent): JobStory {
  switch (event) {
    case 'progress':
      return at(story, JSON.parse(data) as JobProgress);
    case 'line': {
      const lines = [...story.lines, (JSON.parse(data) as { text: string }).text];
      const over = Math.max(0, lines.length - MOST_LINES);
      return { ...story, lines: lines.slice(over), cut: story.cut + over };
    }
    case 'state': {
      const job = JSON.parse(data) as Job;
      return { ...story, job, progress: hasEnded(job.state) ? null : story.progress };
    }
    default:
      return story;
  }
}

function at(story: JobStory, progress: JobProgress): JobStory {
  const seen = story.seen.at(-1) === progress.what ? story.seen : [...story.seen, progress.what];
  return { ...story, progress, seen };
}

export type StepState = 'waiting' | 'running' | 'done' | 'broken' | 'stopped';

export interface StoryStep {
  readonly name: string;
  readonly state: StepState;
}

/** Steps that were under way at once come as one: `normalize, language`. */
const namesIn = (what: string): readonly string[] => what.split(/,\s*/);

/** Reading, the steps, writing: which of them is done, and which is under way. */
export function stepsOf(steps: readonly string[], state: JobState, { progress, seen }: JobStory): readonly StoryStep[] {
  const all = ['read', ...steps, 'write'];
  const now = namesIn(progress?.what ?? seen.at(-1) ?? '');
  const reached = Math.max(-1, ...seen.flatMap(namesIn).map((name) => all.lastIndexOf(name)));
  const running = now.map((name) => all.lastIndexOf(name)).filter((index) => index !== -1);
  const firstRunning = running.length > 0 ? Math.min(...running) : reached + 1;
  return all.map((name, index) => {
    if (state === 'succeeded') return { name, state: 'done' };
    if (running.includes(index)) return { name, state: hasEnded(state) ? 'broken' : 'running' };
    if (index < firstRunning && index <= reached) return { name, state: 'done' };
    return { name, state: hasEnded(state) ? 'stopped' : 'waiting' };
  });
}
