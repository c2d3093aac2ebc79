import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { TrainJob } from '@naru/contracts';

import { openRun, runDirs, type RunFolder } from '../job/index.ts';
import { summaryLines } from '../progress/index.ts';
import type { CommandContext } from './context.ts';
import { labelOf } from './label.ts';
import { resume } from './resume.ts';
import { toldSoFar } from './told-so-far.ts';

/**
 * The newest run of the same inputs: told of when it is finished, gone on with when it is not.
 *
 * @returns the exit status, or undefined when there is no such run
 */
export async function reuseRun(job: TrainJob, context: CommandContext): Promise<number | undefined> {
  const found = newestLike(job, context.places.root);
  if (found === undefined) return undefined;
  const state = toldSoFar(found);
  if (state.finished === undefined) return resume(found.job.runId, context);
  const runDir = relative(context.places.root, found.runDir);
  const lines = summaryLines(labelOf(found.job), state, { runDir, log: join(runDir, 'job.log') }, context.terminal);
  context.terminal.write(`Run ${found.job.runId} is taken: nothing has changed since.\n${lines.join('\n')}\n`);
  return 0;
}

const adapterOf = ({ runDir }: RunFolder): string => join(runDir, 'adapter');

function newestLike(job: TrainJob, root: string): RunFolder | undefined {
  return runDirs(root)
    .reverse()
    .flatMap((runDir) => opened(runDir) ?? [])
    .find((run) => isDeepStrictEqual(inputsOf(run.job), inputsOf(job)) && isWhole(run));
}

// Someone may have removed the adapter of a finished run to save space.
function isWhole(run: RunFolder): boolean {
  return toldSoFar(run).finished === undefined || existsSync(adapterOf(run));
}

function opened(runDir: string): RunFolder | undefined {
  try {
    return openRun(runDir);
  } catch {
    return undefined;
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

// What decides on the adapter. The commit does not: a change of a page is no reason to train again.
function inputsOf({ config, base, data, device, provenance }: TrainJob): unknown {
  return plain([config, base.sha256, base.id, data.sha256, device.kind, device.worldSize, provenance.lockSha256]);
}
