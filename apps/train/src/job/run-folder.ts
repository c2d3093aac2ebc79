import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { AppError, checkTrainJob, nearest, type TrainJob } from '@naru/contracts';

import { writeDurably } from './write-durably.ts';

/** One run's folder, models/fine-tuned/<runId>. */
export interface RunFolder {
  readonly runDir: string;
  readonly jobPath: string;
  readonly job: TrainJob;
}

export const runsFolder = (root: string): string => join(root, 'models', 'fine-tuned');

const RUN_ID = /^\d{8}T\d{6}-[a-z0-9]{6}$/;

/**
 * Makes a run's folder and writes its job.json.
 *
 * @throws AppError `job.invalid` when the job does not fit its schema; `disk.full`, `disk.read-only`
 */
export async function createRun(job: TrainJob): Promise<RunFolder> {
  const checked = checkTrainJob(job);
  if (!checked.ok) throw invalid('The job', checked.problems);
  const jobPath = join(job.runDir, 'job.json');
  await writeDurably(jobPath, `${JSON.stringify(checked.value, null, 2)}\n`);
  return { runDir: job.runDir, jobPath, job: checked.value };
}

/**
 * The folder of a run by its id, or of the newest for `latest`.
 *
 * @throws AppError `run.not-found` with ids that are near
 */
export function findRun(root: string, id: string): string {
  const known = runDirs(root).map((runDir) => basename(runDir));
  const found = id === 'latest' ? known.at(-1) : known.find((one) => one === id);
  if (found !== undefined) return join(runsFolder(root), found);
  if (known.length === 0) throw new AppError('run.not-found', 'There is no run yet in models/fine-tuned.');
  const meant = nearest(id, known);
  throw new AppError(
    'run.not-found',
    `There is no run "${id}".${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    {
      hint: `The newest: ${known.slice(-5).reverse().join(', ')}. --run=latest takes the first of these.`,
    },
  );
}

/** @throws AppError `job.invalid` */
export function openRun(runDir: string): RunFolder {
  const jobPath = join(runDir, 'job.json');
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(jobPath, 'utf8'));
  } catch (cause) {
    throw new AppError('job.invalid', `${jobPath} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const checked = checkTrainJob(document);
  if (!checked.ok) throw invalid(jobPath, checked.problems);
  if (checked.value.runDir !== runDir) {
    throw new AppError('job.invalid', `${jobPath} describes a run in ${checked.value.runDir}: the folder was moved.`, {
      hint: 'Move it back; its checkpoints name their places.',
    });
  }
  return { runDir, jobPath, job: checked.value };
}

/** Folders of the runs that have a job.json, oldest first. */
export function runDirs(root: string): string[] {
  const folder = runsFolder(root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => RUN_ID.test(name) && existsSync(join(folder, name, 'job.json')))
    .sort()
    .map((name) => join(folder, name));
}

function invalid(what: string, problems: readonly { field: string; message: string }[]): AppError {
  const lines = problems.map(({ field, message }) => `${what}: ${field === '' ? '' : `${field} `}${message}`);
  return new AppError('job.invalid', lines.join('\n'));
}
