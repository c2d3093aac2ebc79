import { existsSync, mkdirSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { AppError } from '@naru/contracts';
import { fileSha256, writeFileAtomically } from '@naru/files';
import type { Progress } from '@naru/terminal';

import type { Subject } from '../subjects/subject.ts';
import { workFolder, type ResultFolders } from '../work.ts';
import { runPython } from './run-python.ts';
import { tasksSha256, type LocalTask } from './tasks.ts';

export interface RunTasks {
  readonly root: string;
  readonly folders: ResultFolders;
  readonly device: 'cpu' | 'cuda';
  /** `auto`, or what computes the same on every machine. */
  readonly dtype?: 'auto' | 'float32';
  /** The first so many items of each task. */
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

const LOCK = 'requirements/lm-eval.txt';
const BATCH_SIZE = 16;
const SHOWN_OF_LOG = 12;

/** The Python that has lm-eval. @throws AppError `python.unavailable` */
export function lmEvalPython(root: string): string {
  const python = join(root, '.venv-lm-eval', 'bin', 'python');
  if (existsSync(python)) return python;
  throw new AppError('python.unavailable', 'The Python environment of lm-eval (.venv-lm-eval) is not made.', {
    hint: 'Make it: npx nx run python:env-lm-eval',
  });
}

/**
 * Has lm-eval ask a subject, with its chat template; what was asked before is taken from there.
 *
 * @returns the folder that `lm-eval run --log_samples --output_path` would have written
 * @throws AppError `python.unavailable`, `job.crashed` with the last that lm-eval said
 */
export async function runTasks(subject: Subject, tasks: readonly LocalTask[], options: RunTasks): Promise<string> {
  const { root, folders, limit = null, device, dtype = 'auto' } = options;
  const { about, base, adapter } = subject;
  const folder = workFolder(folders, {
    ...{ what: 'lm-eval', v: 1, lock: await fileSha256(join(root, LOCK)), tasks: tasksSha256(tasks), limit },
    ...{ base: about.baseSha256, adapter: about.sha256, device, dtype },
  });
  const samples = join(folder, 'samples');
  if (existsSync(samples)) return samples;
  const output = `${samples}.part`;
  await rm(output, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { id, format, path, revision } = base;
  const request = {
    base: { id, format, path, revision, sha256: format === 'gguf' ? about.baseSha256 : null },
    adapter: adapter?.path ?? null,
    tasks: tasks.map(({ name }) => name),
    folders: [...new Set(tasks.map((task) => task.folder))],
    ...{ output, limit, device, dtype, batchSize: BATCH_SIZE },
  };
  await writeFileAtomically(join(folder, 'request.json'), JSON.stringify(request));
  await ask(about.name, folder, options);
  await rename(output, samples);
  return samples;
}

async function ask(name: string, folder: string, { root, folders, device, signal, progress }: RunTasks): Promise<void> {
  const logPath = join(folder, 'lm-eval.log');
  let meter: ReturnType<Progress['begin']> | undefined;
  progress.say(`lm-eval asks ${name}`);
  try {
    const status = await runPython({
      python: lmEvalPython(root),
      args: [join(root, 'apps/evaluate/lm-eval/run_tasks.py'), join(folder, 'request.json')],
      cwd: root, // data_files are named from here on
      env: {
        PYTHONPATH: join(root, 'libs/torch-jobs'),
        HF_HOME: join(folders.work, 'lm-eval-cache'),
        ...(device === 'cpu' && { CUDA_VISIBLE_DEVICES: '' }),
      },
      ...{ logPath, signal },
      onProgress: ({ done, total }) => {
        meter ??= progress.begin(`lm-eval of ${name}`, { total, unit: 'texts' });
        meter.at(done);
      },
    });
    if (status !== 0) throw await crashed(logPath);
  } finally {
    meter?.end();
  }
}

async function crashed(logPath: string): Promise<AppError> {
  const log = await readFile(logPath, 'utf8').catch(() => '');
  const last = log.trimEnd().split('\n').slice(-SHOWN_OF_LOG).join('\n');
  return new AppError('job.crashed', `lm-eval ended before its time:\n${last}`, {
    hint: `${join(dirname(logPath), 'lm-eval.log')} has all that it said.`,
  });
}
