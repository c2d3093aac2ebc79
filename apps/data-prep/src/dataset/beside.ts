import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isSameProcess, thisProcess } from '@naru/files';

const BESIDE = /^\.(\d+)_(.+)_[0-9a-f]{8}\.tmp$/;

/** A folder to write a dataset into before it gets its name. What a killed build left of its own is removed. */
export async function folderBeside(datasets: string): Promise<string> {
  await mkdir(datasets, { recursive: true });
  for (const name of await readdir(datasets)) {
    const [, pid, startedAt] = BESIDE.exec(name) ?? [];
    if (pid === undefined || startedAt === undefined) continue;
    if (isSameProcess({ pid: Number(pid), startedAt })) continue;
    await rm(join(datasets, name), { recursive: true, force: true });
  }
  const { pid, startedAt } = thisProcess();
  const beside = join(datasets, `.${pid}_${startedAt ?? 'unknown'}_${randomUUID().slice(0, 8)}.tmp`);
  await mkdir(beside);
  return beside;
}
