import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';

import { isHealthy } from './probe.ts';
import type { ServerRecord } from './server-record.ts';
import type { SpawnOptions } from './spawn-server.ts';

/** A start under way. */
export interface Start extends SpawnOptions {
  /** Unix time in milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

const POLL_MS = 200;
const LOG_LINES_SHOWN = 8;

export function urlOf({ port }: Pick<ServerRecord, 'port'>): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Waits until the server that was just started answers.
 *
 * @throws AppError `tracking.unreachable` with the last lines of its log when `child` ends first, or at the deadline
 */
export async function untilStarted(server: ServerRecord, start: Start, child: ChildProcess): Promise<void> {
  let ended: string | undefined;
  child.once('error', (error) => (ended = `cannot be started: ${error.message}`));
  child.once('exit', (code, signal) => (ended = `ended with ${signal ?? String(code)}`));
  const ready = await untilReady(server, start, () => ended !== undefined);
  if (!ready) throw startFailed(start, ended ?? 'ended');
}

/**
 * Waits until the server answers; false when it is gone first.
 *
 * @throws AppError `tracking.unreachable` at the deadline
 */
export async function untilReady(server: ServerRecord, start: Start, isGone: () => boolean): Promise<boolean> {
  while (!(await isHealthy(urlOf(server), start.signal))) {
    if (isGone()) return false;
    if (Date.now() > start.deadline) throw startFailed(start, 'gives no answer');
    await sleep(POLL_MS, undefined, start.signal === undefined ? {} : { signal: start.signal });
  }
  return true;
}

function startFailed({ logFile }: Start, how: string): AppError {
  const said = logFile === null ? '' : ` Last lines of ${logFile}:\n${tail(logFile)}`;
  return new AppError('tracking.unreachable', `MLflow's local server ${how}.${said}`, {
    hint: 'npx nx run mlflow:stop ends one that hangs; npx nx run mlflow:serve shows all that it says.',
  });
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  } catch {
    return '(no log)';
  }
}
