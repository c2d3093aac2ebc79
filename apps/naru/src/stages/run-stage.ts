// Owns driving the stages of Naru by their own commands. Does not know what they do: no stage is imported.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { partEnvironment } from '@naru/config';
import { AppError, errorCodes, type ErrorCode } from '@naru/contracts';
import { isSameProcess, processOf, type ProcessIdentity } from '@naru/files';

export type StageApp = 'data-prep' | 'evaluate' | 'serve' | 'train';

export interface StageContext {
  readonly root: string;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Told of the command's process before anything is waited for. */
  readonly started?: (process: ProcessIdentity) => Promise<void>;
  /** What is run for an app; its own program, but for tests. */
  readonly program?: (app: StageApp) => string;
}

export interface StageCommand {
  readonly app: StageApp;
  readonly args: readonly string[];
  /** Takes what the command prints, line by line; without it the command has this terminal. */
  readonly onLine?: (line: string) => void;
}

// What an app works on goes to the endpoint alone, not to a tracing service that other work has set.
const TRACING = /^LANG(SMITH|CHAIN)_TRACING(_V2)?$/;
// As the apps' own scripts start them: what they fetch may lie behind a proxy and a company's CA.
const NODE_FLAGS = ['--use-env-proxy', '--use-system-ca'];

/**
 * Runs a stage's command to its end. Ctrl-C reaches it through the terminal; where there is none, `signal` is passed on.
 *
 * @throws AppError with the code that the command's exit status stands for; it has printed its own message
 */
export async function runStage({ app, args, onLine }: StageCommand, context: StageContext): Promise<void> {
  const { root, signal, program = (name) => join(root, `apps/${name}/dist/main.js`) } = context;
  if (signal.aborted) throw new AppError('cancelled', 'Stopped.');
  const child = spawn(process.execPath, [...NODE_FLAGS, program(app), ...args], {
    cwd: root,
    env: Object.fromEntries(Object.entries(partEnvironment({})).filter(([name]) => !TRACING.test(name))),
    stdio: ['inherit', onLine === undefined ? 'inherit' : 'pipe', 'inherit'],
  });
  const ended = endOf(child);
  ended.catch(() => undefined);
  if (child.pid !== undefined) await context.started?.(processOf(child.pid));
  const pass = (): void => {
    if (!process.stdin.isTTY) child.kill('SIGTERM');
  };
  signal.addEventListener('abort', pass, { once: true });
  if (isAborted(signal)) pass();
  if (child.stdout !== null && onLine !== undefined) {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) onLine(line);
  }
  const status = await ended;
  signal.removeEventListener('abort', pass);
  if (status !== 0)
    throw new AppError(codeOf(status), `${app} ${args[0] ?? ''} did not finish; its own message is above.`);
}

// A function, because it may change while something is awaited.
const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => ended(code));
  });
}

function codeOf(status: number | null): ErrorCode {
  return status === errorCodes.cancelled.exit ? 'cancelled' : 'job.crashed';
}

const POLL_MS = 100;
// A training step on a busy CPU comes before its checkpoint.
const GRACE_MS = 120_000;

/** Ends a command that outlived the process that started it: asked first, so that it keeps what it can. */
export async function endOrphan(orphan: ProcessIdentity, graceMs = GRACE_MS): Promise<void> {
  for (let waited = 0; isSameProcess(orphan); waited += POLL_MS) {
    if (waited === 0) process.kill(orphan.pid, 'SIGTERM');
    if (waited >= graceMs) process.kill(orphan.pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}
