import { relative } from 'node:path';

import { createRun, lockRun, type RunFolder } from '../job/index.ts';
import type { CommandContext } from './context.ts';
import { executeRuns, type OwnedRun } from './execute-runs.ts';
import { labelOf } from './label.ts';
import { prepareRuns, type FineTuneRequest, type PreparedRun } from './prepare-runs.ts';
import { reuseRun } from './reuse-run.ts';

/**
 * Fine-tunes as asked: one run, or several side by side.
 *
 * @returns the exit status: 0 only when every run is finished
 * @throws AppError before anything has begun
 */
export async function fineTune(request: FineTuneRequest, context: CommandContext): Promise<number> {
  context.checkTracking();
  const devices = await context.stop.orCancelled(context.inventory());
  const prepared = await context.stop.orCancelled(prepareRuns(request, context.places, devices));
  const [only, another] = prepared;
  if (request.reuse && only !== undefined && another === undefined) {
    const reused = await reuseRun(only.job, context);
    if (reused !== undefined) return reused;
  }
  const runs: OwnedRun[] = [];
  for (const run of prepared) {
    const folder = await createRun(run.job);
    describe(run, folder, context);
    runs.push({ folder, lock: await lockRun(folder.runDir), adopted: false });
  }
  return executeRuns(runs, context);
}

function describe({ job, where }: PreparedRun, { runDir }: RunFolder, { terminal, places }: CommandContext): void {
  const files = job.data.train.length + job.data.validation.length;
  const lines = [
    `Run ${job.runId}: ${labelOf(job)}`,
    `  base    ${job.base.id}${job.base.revision === null ? '' : ` at ${job.base.revision}`}, licence ${job.base.licence ?? 'not named'}`,
    `  data    ${job.data.id}, ${files} ${files === 1 ? 'file' : 'files'}`,
    `  device  ${where}`,
    `  folder  ${relative(places.root, runDir)}`,
  ];
  terminal.write(lines.map((line) => `${line}\n`).join(''));
}
