import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isSameProcess, thisProcess, type ProcessIdentity } from './process-identity.ts';

export interface Lock {
  release(): Promise<void>;
}

export type LockAttempt =
  { readonly held: true; readonly lock: Lock } | { readonly held: false; readonly by: ProcessIdentity };

const POLL_MS = 100;

/** Takes the lock file `path` unless a living process has it. A dead owner's lock is taken over. */
export async function tryLock(path: string): Promise<LockAttempt> {
  const mine = JSON.stringify({ ...thisProcess(), key: randomUUID() });
  for (;;) {
    if (await place(path, mine)) return { held: true, lock: { release: () => release(path, mine) } };
    const found = await read(path);
    if (found === undefined) continue;
    const owner = ownerIn(found);
    if (owner !== undefined && isSameProcess(owner)) return { held: false, by: owner };
    await takeAway(path, found);
  }
}

export interface HoldOptions {
  /** Told once, before the first wait. */
  readonly onWait?: (by: ProcessIdentity) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Waits until the lock is free, then holds it. */
export async function holdLock(path: string, { onWait, signal }: HoldOptions = {}): Promise<Lock> {
  for (let waited = false; ; waited = true) {
    const attempt = await tryLock(path);
    if (attempt.held) return attempt.lock;
    if (!waited) onWait?.(attempt.by);
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Links a finished file into place, so that no reader ever sees a lock without its owner. */
async function place(path: string, content: string): Promise<boolean> {
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(beside, content, { flag: 'wx' });
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

/** Moves a dead owner's lock aside. Where another process was quicker, its lock is put back. */
async function takeAway(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await read(aside)) !== expected) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function release(path: string, mine: string): Promise<void> {
  if ((await read(path)) === mine) await rm(path, { force: true });
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerIn(content: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(content) as Partial<ProcessIdentity>;
    return typeof pid === 'number' ? { pid, startedAt: startedAt ?? null } : undefined;
  } catch {
    return undefined;
  }
}
