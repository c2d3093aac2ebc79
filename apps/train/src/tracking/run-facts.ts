import type { JobEvent, Preflight, RunFailed, RunFinished, RunStarted, Sample } from '@naru/contracts';

/** What a run's events say about it as a whole, all attempts together. */
export interface RunFacts {
  readonly started: RunStarted | null;
  readonly preflight: Preflight | null;
  readonly samples: readonly Sample[];
  /** Of the last attempt; null while it runs, or where it ended without a word. */
  readonly terminal: RunFinished | RunFailed | null;
}

export const nothingKnown: RunFacts = { started: null, preflight: null, samples: [], terminal: null };

export function withEvent(facts: RunFacts, event: JobEvent): RunFacts {
  switch (event.type) {
    case 'run.started':
      return { ...facts, started: event, terminal: null };
    case 'preflight':
      return { ...facts, preflight: event };
    case 'sample':
      return { ...facts, samples: [...facts.samples.filter((one) => !isSameSample(one, event)), event] };
    case 'run.finished':
    case 'run.failed':
      return { ...facts, terminal: event };
    default:
      return facts;
  }
}

function isSameSample(one: Sample, other: Sample): boolean {
  return one.stage === other.stage && one.index === other.index;
}
