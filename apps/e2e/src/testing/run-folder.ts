import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkJobEvent, type JobEvent } from '@naru/contracts';

import type { TestWorkspace } from './workspace.ts';

/** The run ids that the workspace holds, oldest first. */
export function runIds({ root }: TestWorkspace): string[] {
  const folder = join(root, 'models/fine-tuned');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

export function runFolder({ root }: TestWorkspace, runId: string): string {
  return join(root, 'models/fine-tuned', runId);
}

/** Every event of the run, each checked against its schema. */
export function eventsOf(workspace: TestWorkspace, runId: string): JobEvent[] {
  return readFileSync(join(runFolder(workspace, runId), 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const checked = checkJobEvent(JSON.parse(line));
      if (checked.kind !== 'event') throw new Error(`not an event: ${line}`);
      return checked.event;
    });
}

/** The last event of `type`. @throws when there is none */
export function lastOf<T extends JobEvent['type']>(
  events: readonly JobEvent[],
  type: T,
): Extract<JobEvent, { type: T }> {
  const found = events.findLast((event): event is Extract<JobEvent, { type: T }> => event.type === type);
  if (found === undefined) throw new Error(`no event ${type}`);
  return found;
}

/** The loss of each step, as trained. */
export function losses(events: readonly JobEvent[]): Map<number, number> {
  const out = new Map<number, number>();
  for (const event of events) {
    if (event.type === 'metric' && event.values['loss'] !== undefined)
      out.set(event.step, Number(event.values['loss']));
  }
  return out;
}
