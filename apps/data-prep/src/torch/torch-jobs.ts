// Owns running a PyTorch job to its end: its folder, its process, its last word. Does not know what a job is for.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { pythonEnvironment, workspacePython } from '@naru/config';
import { AppError, checkJobEvent, isErrorCode, type JobEvent } from '@naru/contracts';
import { endGroup, writeFileAtomically } from '@naru/files';

/** What a step runs jobs with. */
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
  /** The folder of what builds keep. */
  readonly work: string;
  readonly signal: AbortSignal;
}

/** Jobs in the Python environment of a workspace. */
export function torchJobs(root: string): TorchJobs {
  return {
    requireEnvironment: () => void workspacePython(root),
    async run(verb, job, { work, signal }) {
      signal.throwIfAborted();
      const runId = newRunId();
      const folder = join(work, 'jobs', runId);
      mkdirSync(folder, { recursive: true });
      const [jobPath, eventsPath, logPath] = ['job.json', 'events.jsonl', 'job.log'].map((name) => join(folder, name));
      await writeFileAtomically(jobPath ?? '', JSON.stringify({ v: 1, kind: verb, runId, eventsPath, ...job }));
      const status = await ended(started(root, [verb, jobPath ?? ''], logPath ?? ''), signal);
      signal.throwIfAborted();
      requireSuccess(status, lastWord(eventsPath ?? ''), logPath ?? '');
      await rm(folder, { recursive: true });
    },
  };
}

/** UTC start and six random characters, as every run is named. */
function newRunId(): string {
  const at = new Date()
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .slice(0, 15);
  return `${at}-${randomBytes(3).toString('hex')}`;
}

/** A process in a group of its own, so that a Ctrl-C reaches it through us; it ends itself when its stdin closes. */
function started(root: string, args: readonly string[], logPath: string): ChildProcess {
  const log = openSync(logPath, 'a');
  try {
    return spawn(workspacePython(root), ['-m', 'naru_torch', ...args], {
      cwd: join(root, 'libs', 'torch-jobs'),
      env: pythonEnvironment({ CUDA_VISIBLE_DEVICES: '' }),
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
