import { relative } from 'node:path';

import { findRun } from '../job/index.ts';
import type { CommandContext } from './context.ts';
import { executeRuns } from './execute-runs.ts';
import { labelOf } from './label.ts';
import { ownRun } from './own-run.ts';

/**
 * Goes on with a run where it was, or follows its job where that goes on by itself.
 *
 * @returns the exit status: 0 only when the run is finished
 * @throws AppError `run.not-found`, `run.locked`, `run.finished`, `device.not-found`
 */
export async function resume(id: string, context: CommandContext): Promise<number> {
  const runDir = findRun(context.places.root, id);
  const run = await ownRun(runDir, await context.inventory());
  const how = run.adopted ? 'adopted: its job went on by itself' : 'goes on from its newest checkpoint';
  const { job } = run.folder;
  context.terminal.write(
    `Run ${job.runId}: ${labelOf(job)}, ${how}\n  folder  ${relative(context.places.root, runDir)}\n`,
  );
  return executeRuns([run], context);
}
