import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { isSameProcess, thisProcess } from './process-identity.ts';
import { syncFolder } from './write-atomically.ts';

const BESIDE = /^\.(\d+)_(.+)_[0-9a-f]{8}\.tmp$/;

/** A new folder in `parent` to write into until it is whole. What a process that was killed left of its own is removed. */
export async function folderBeside(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const [, pid, startedAt] = BESIDE.exec(name) ?? [];
    if (pid === undefined || startedAt === undefined) continue;
    if (isSameProcess({ pid: Number(pid), startedAt })) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
  const { pid, startedAt } = thisProcess();
  const beside = join(parent, `.${pid}_${startedAt ?? 'unknown'}_${randomUUID().slice(0, 8)}.tmp`);
  await mkdir(beside);
  return beside;
}

/**
 * Gives a whole folder the name that its content has; where that is there already, it stays as it is.
 *
 * @returns whether it was there
 */
export async function settleFolder(beside: string, name: string): Promise<{ path: string; known: boolean }> {
  const parent = dirname(beside);
  const path = join(parent, basename(name));
  const known = existsSync(path);
  if (known) await rm(beside, { recursive: true });
  else await rename(beside, path);
  await syncFolder(parent);
  return { path, known };
}

/**
 * Puts a whole folder in the place of the one that has the name. Between two renames neither is there: whoever is killed
 * then has to run again.
 */
export async function replaceFolder(beside: string, name: string): Promise<void> {
  const path = join(dirname(beside), basename(name));
  const aside = await folderBeside(dirname(beside));
  if (existsSync(path)) await rename(path, join(aside, 'old'));
  await rename(beside, path);
  await syncFolder(dirname(path));
  await rm(aside, { recursive: true });
}
