import type { ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';

import { workspaceRoot } from '@naru/config';
import { holdLock } from '@naru/files';

import { isHealthy } from './probe.ts';
import { livingServer } from './server-record.ts';
import type { MlflowSettings } from './settings.ts';
import { folderError, refuseTakenPort, spawnServer } from './spawn-server.ts';
import { trackingPlace } from './tracking-place.ts';
import { untilReady, untilStarted, urlOf, type Start } from './until-ready.ts';

export interface EnsureOptions {
  /** What relative folders are seen from; by default the workspace. */
  readonly root?: string;
  /** Folder of mlflow.log; by default `logs` of the root. */
  readonly logDir?: string;
  /** The Python that has MLflow; by default the workspace's. */
  readonly python?: string;
  /** How long a start may take: some 10 s on two idle cores, a minute on busy ones. */
  readonly timeoutMs?: number;
  /** Ends the wait; a server that was started meanwhile goes on starting. */
  readonly signal?: AbortSignal;
}

export interface MlflowServer {
  readonly url: string;
  /** Started by this call. It stays when this process ends; `stopServer` ends it. */
  readonly started: boolean;
  readonly local: boolean;
}

const START_TIMEOUT_MS = 180_000;

/**
 * The MLflow server that the settings mean. A local one is started if it does not run; several callers get one server.
 *
 * A remote one is given as it is, unasked.
 *
 * @throws AppError `port.taken`, `tracking.old-file-store`, `tracking.unreachable`, `python.unavailable`, `disk.*`
 */
export async function ensureServer(settings: MlflowSettings, options: EnsureOptions = {}): Promise<MlflowServer> {
  const root = options.root ?? workspaceRoot();
  const place = trackingPlace(settings, root);
  if (place.kind === 'remote') return { url: place.url, started: false, local: false };
  const running = livingServer(place.store);
  if (running !== undefined && (await isHealthy(urlOf(running), options.signal))) return reused(urlOf(running));
  const logFile = join(resolve(root, options.logDir ?? 'logs'), 'mlflow.log');
  const result = await startAlone({ ...startOf(settings, place.store, root, options), logFile });
  result.child?.unref();
  return result.child === undefined ? reused(result.url) : { url: result.url, started: true, local: true };
}

/** Starts the local server on this terminal, and gives the process; undefined where one runs already. */
export async function startOnTerminal(
  settings: MlflowSettings,
  options: EnsureOptions = {},
): Promise<{ readonly url: string; readonly child: ChildProcess | undefined }> {
  const root = options.root ?? workspaceRoot();
  const place = trackingPlace(settings, root);
  if (place.kind === 'remote') return { url: place.url, child: undefined };
  return startAlone({ ...startOf(settings, place.store, root, options), logFile: null });
}

function startOf(settings: MlflowSettings, store: Start['store'], root: string, options: EnsureOptions): Start {
  return {
    store,
    port: settings.port,
    python: resolve(root, options.python ?? '.venv/bin/python'),
    logFile: null,
    deadline: Date.now() + (options.timeoutMs ?? START_TIMEOUT_MS),
    signal: options.signal,
  };
}

/** One starter at a time: two servers that create one database at once damage it. */
async function startAlone(start: Start): Promise<{ url: string; child: ChildProcess | undefined }> {
  const lock = await holdLock(start.store.lock, { signal: start.signal }).catch((error: unknown) => {
    throw folderError(error);
  });
  try {
    const running = await readyServer(start);
    if (running !== undefined) return { url: running, child: undefined };
    await refuseTakenPort(start.port);
    const child = spawnServer(start);
    const server = { pid: child.pid ?? 0, port: start.port };
    await untilStarted(server, start, child);
    return { url: urlOf(server), child };
  } finally {
    await lock.release();
  }
}

/** The address of the server that runs; undefined where none does, or one that was found dies before it answers. */
async function readyServer(start: Start): Promise<string | undefined> {
  const running = livingServer(start.store);
  if (running === undefined) return undefined;
  const isGone = (): boolean => livingServer(start.store)?.pid !== running.pid;
  return (await untilReady(running, start, isGone)) ? urlOf(running) : undefined;
}

function reused(url: string): MlflowServer {
  return { url, started: false, local: true };
}
