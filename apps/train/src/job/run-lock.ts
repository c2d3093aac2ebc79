import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { diskError } from './disk-error.ts';
import { isAlive, thisProcess, type ProcessIdentity } from './process-identity.ts';

interface Owner extends ProcessIdentity {
  readonly host: string;
}

/** The right to start and end a run's job. */
export interface RunLock {
  /** Its last owner ended without releasing it. */
  readonly takenOver: boolean;
  release(): void;
}

const ATTEMPTS = 5;

/**
 * Takes `lock.json` of a run's folder for this process; a lock whose owner is gone is taken over.
 *
 * An owner on another machine cannot be asked: its lock is taken over too, and the job's own lock on events.jsonl
 * keeps two jobs apart.
 *
 * @throws AppError `run.locked` naming the owner, `disk.full`, `disk.read-only`
 */
export function lockRun(runDir: string): RunLock {
  const path = join(runDir, 'lock.json');
  const mine = JSON.stringify({ ...thisProcess(), host: hostname() } satisfies Owner);
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, mine);
    let takenOver = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (placed(beside, path)) return { takenOver, release: () => releaseOwn(path, mine) };
      const held = textOf(path);
      if (held === undefined) continue;
      refuseLiving(held, runDir);
      takeAway(path, held);
      takenOver = true;
    }
  } catch (error) {
    throw diskError(error, path);
  } finally {
    rmSync(beside, { force: true });
  }
  throw new AppError('run.locked', `Others take and leave the run in ${runDir} all the time.`);
}

// link(2) fails where the name is taken: of two launchers, one gets it.
function placed(beside: string, path: string): boolean {
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function refuseLiving(text: string, runDir: string): void {
  const owner = ownerOf(text);
  if (owner === undefined || owner.host !== hostname() || !isAlive(owner)) return;
  throw new AppError('run.locked', `Process ${owner.pid} owns the run in ${runDir}.`, {
    hint: `Wait for it, or stop it with Ctrl-C where it runs (kill ${owner.pid}).`,
  });
}

function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, started, host } = JSON.parse(text) as Partial<Owner>;
    return pid === undefined || started === undefined || host === undefined ? undefined : { pid, started, host };
  } catch {
    return undefined;
  }
}

/** Removes the lock that was read; one that another launcher placed meanwhile is put back. */
function takeAway(path: string, expected: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (textOf(aside) !== expected) placed(aside, path);
  rmSync(aside, { force: true });
}

function releaseOwn(path: string, mine: string): void {
  if (textOf(path) === mine) rmSync(path, { force: true });
}
