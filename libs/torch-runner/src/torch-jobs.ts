import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { pythonEnvironment, workspacePython } from '@naru/config';
import { AppError, checkJobEvent, isErrorCode, type JobEvent } from '@naru/contracts';
import { endGroup, writeFileAtomically } from '@naru/files';

import { followEvents } from './follow-events.ts';
import { newRunId } from './run-id.ts';

/** PyTorch jobs that are one pass over files: `tokenize`, `score`. */
export interface TorchJobs {
  /** @throws AppError `python.unavailable` */
  requireEnvironment(): void;
  /**
   * Runs `python -m naru_torch <verb> <job.json>` and waits for its end. The process ends with this one.
   *
   * @throws AppError with the code that the job ended with, `job.crashed`; AbortError when it was stopped
   */
  run(verb: string, job: object, options: JobOptions): Promise<void>;
}

export interface JobOptions {
  /** The job's folder is made in `jobs` here, and removed when it ended well. */
  readonly work: string;
  readonly signal: AbortSignal;
  /** Told what the job says, as it goes on. */
  readonly onEvent?: ((event: JobEvent) => void) | undefined;
  /** Whether it may see GPUs. Default false. */
  readonly gpus?: boolean | undefined;
}

/** Jobs in the Python environment of a workspace. */
export function torchJobs(root: string): TorchJobs {
  return {
    requireEnvironment: () => void workspacePython(root),
    async run(verb, job, { work, signal, onEvent, gpus = false }) {
      signal.throwIfAborted();
      const runId = newRunId();
      const folder = join(work, 'jobs', runId);
      mkdirSync(folder, { recursive: true });
      const [jobPath, eventsPath, logPath] = ['job.json', 'events.jsonl', 'job.log'].map((name) => join(folder, name));
      await writeFileAtomically(jobPath ?? '', JSON.stringify({ v: 1, kind: verb, runId, eventsPath, ...job }));
      const child = started({ root, args: [verb, jobPath ?? ''], logPath: logPath ?? '', gpus });
      const following = onEvent && followEvents(eventsPath ?? '', onEvent);
      const status = await ended(child, signal);
      await following?.end();
      signal.throwIfAborted();
      requireSuccess(status, lastWord(eventsPath ?? ''), logPath ?? '');
      await rm(folder, { recursive: true });
    },
  };
}

interface Start {
  readonly root: string;
  readonly args: readonly string[];
  readonly logPath: string;
  readonly gpus: boolean;
}

/** A process in a group of its own, so that a Ctrl-C reaches it through us; it ends itself when its stdin closes. */
function started({ root, args, logPath, gpus }: Start): ChildProcess {
  const log = openSync(logPath, 'a');
  try {
    return spawn(workspacePython(root), ['-m', 'naru_torch', ...args], {
      cwd: join(root, 'libs', 'torch-jobs'),
      env: pythonEnvironment(gpus ? {} : { CUDA_VISIBLE_DEVICES: '' }),
      stdio: ['pipe', log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

async function ended(child: ChildProcess, signal: AbortSignal): Promise<number | null> {
  const end = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  let ending: Promise<void> | undefined;
  const stop = (): void => {
    if (child.pid !== undefined) ending = endGroup(child.pid);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await end;
  } finally {
    signal.removeEventListener('abort', stop);
    await ending;
  }
}

/** The terminal event, if the job wrote one. */
function lastWord(eventsPath: string): JobEvent | undefined {
  if (!existsSync(eventsPath)) return undefined;
  const line = readFileSync(eventsPath, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  try {
    const checked = checkJobEvent(JSON.parse(line));
    return checked.kind === 'event' ? checked.event : undefined;
  } catch {
    return undefined;
  }
}

function requireSuccess(status: number | null, word: JobEvent | undefined, logPath: string): void {
  if (word?.type === 'run.failed') {
    const code = isErrorCode(word.code) ? word.code : 'internal';
    throw new AppError(code, word.message, word.hint === null ? {} : { hint: word.hint });
  }
  if (status === 0 && word?.type.endsWith('.finished') === true) return;
  throw new AppError('job.crashed', `A PyTorch job ended without a word (status ${status ?? 'none'}).`, {
    hint: `Its log: ${logPath}. Run the same command again: it goes on from there.`,
  });
}
