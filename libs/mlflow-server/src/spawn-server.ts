import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { childEnvironment } from '@naru/config';
import { AppError } from '@naru/contracts';
import { diskFault } from '@naru/files';

import { isHealthy, isPortTaken } from './probe.ts';
import { databaseUri, type LocalStore } from './tracking-place.ts';

export interface SpawnOptions {
  readonly store: LocalStore;
  readonly port: number;
  /** The Python that has MLflow. */
  readonly python: string;
  /** Where the server's lines go; null: this terminal. */
  readonly logFile: string | null;
}

// The server records itself before it becomes itself: a starter that is killed here leaves no unknown server.
const RECORD_THEN_SERVE =
  'printf \'{"pid":%s,"port":%s}\\n\' "$$" "$1" > "$2.$$.tmp" && mv -f "$2.$$.tmp" "$2" && shift 2 && exec "$@"';
const MAX_LOG_BYTES = 20 * 1024 * 1024;

/**
 * Starts an MLflow server in a process group of its own, which outlives this process.
 *
 * One worker and no job runner: by default MLflow starts four and takes four times the memory and start time.
 *
 * @throws AppError `python.unavailable`, `disk.read-only`, `disk.full`
 */
export function spawnServer({ store, port, python, logFile }: SpawnOptions): ChildProcess {
  if (!existsSync(python)) {
    throw new AppError('python.unavailable', `MLflow's local server needs ${python}, which is not there.`, {
      hint: 'Make the Python environment: npx nx run python:env',
    });
  }
  makeFolders(store, logFile);
  const serve = [
    ...[python, '-m', 'mlflow', 'server', '--backend-store-uri', databaseUri(store)],
    ...['--artifacts-destination', store.artifacts, '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
  ];
  const log = logFile === null ? 'inherit' : openSync(logFile, 'a');
  try {
    return spawn('/bin/sh', ['-c', RECORD_THEN_SERVE, 'sh', String(port), store.record, ...serve], {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: store.folder,
      env: childEnvironment({
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        MLFLOW_TRACKING_URI: undefined,
        MLFLOW_REGISTRY_URI: undefined,
      }),
    });
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

function makeFolders(store: LocalStore, logFile: string | null): void {
  try {
    mkdirSync(store.artifacts, { recursive: true });
    if (logFile === null) return;
    mkdirSync(dirname(logFile), { recursive: true });
    if (existsSync(logFile) && statSync(logFile).size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.1`);
  } catch (error) {
    throw folderError(error);
  }
}

export function folderError(error: unknown): unknown {
  const fault = diskFault(error);
  if (fault === undefined) return error;
  const { path, message } = error as NodeJS.ErrnoException;
  if (fault === 'disk.full') return new AppError(fault, `The disk is full: ${path ?? message}`, { cause: error });
  return new AppError(fault, `MLflow's folder cannot be written: ${path ?? message}`, {
    hint: 'Set MLFLOW_TRACKING_URI to a folder that can be, or to the http address of a server.',
    cause: error,
  });
}

/** @throws AppError `port.taken` saying by what and what to do */
export async function refuseTakenPort(port: number): Promise<void> {
  if (!(await isPortTaken(port))) return;
  const url = `http://127.0.0.1:${port}`;
  const isMlflow = await isHealthy(url);
  const who = isMlflow ? 'an MLflow server of another folder' : 'another program';
  const use = isMlflow ? `Set MLFLOW_TRACKING_URI=${url} to use that server, or set` : 'Set';
  throw new AppError('port.taken', `MLflow's local server cannot start: ${who} listens on port ${port}.`, {
    hint: `${use} MLFLOW_PORT to a free port, or end that program.`,
  });
}
