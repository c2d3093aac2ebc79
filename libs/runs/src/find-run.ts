import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError, nearest } from '@naru/contracts';

import { readRun, type FinishedRun } from './read-run.ts';

/** All runs that finished, the oldest first. A folder that cannot be read as a run is left out. */
export async function finishedRuns(folder: string): Promise<FinishedRun[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.sort().map((name) => readRun(join(folder, name)).catch(() => undefined)));
  return found.filter((run) => run !== undefined);
}

/**
 * The finished run of a run's id, an adapter's name or hash, or `latest`.
 *
 * @param folder `models/fine-tuned`
 * @throws AppError `model.not-found`
 */
export async function findRun(wanted: string, folder: string): Promise<FinishedRun> {
  const runs = await finishedRuns(folder);
  const found =
    wanted === 'latest'
      ? runs.at(-1)
      : runs.findLast(({ runId, name, sha256 }) => [runId, name, sha256].includes(wanted));
  if (found !== undefined) return found;
  const known = runs.flatMap(({ runId, name }) => [name, runId]);
  const meant = nearest(wanted, known);
  const there = (await readdir(folder).catch((): string[] => [])).includes(wanted);
  throw new AppError(
    'model.not-found',
    there
      ? `The run ${wanted} has not finished, or its adapter is gone.`
      : `There is no finished run ${wanted}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    { hint: known.length === 0 ? 'Train one: npx nx run train:qlora' : `There are: ${known.slice(-6).join(', ')}.` },
  );
}
