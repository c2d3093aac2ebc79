import type { RunFolder } from '../job/index.ts';
import { EventReader, EventTail } from '../launch/index.ts';
import { applyEvent, initialState, type RunState } from '../progress/index.ts';

const silent = { info: () => undefined, warn: () => undefined };

/** What a run's events say now. */
export function toldSoFar({ job }: RunFolder): RunState {
  const reader = new EventReader(job.runId, silent);
  const tail = new EventTail(job.eventsPath);
  try {
    return tail
      .read()
      .flatMap((line) => reader.accept(line) ?? [])
      .reduce(applyEvent, initialState);
  } finally {
    tail.close();
  }
}
