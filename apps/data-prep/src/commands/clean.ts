import { existsSync, lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was taken away. */
export interface Cleaned {
  readonly folders: number;
  readonly bytes: number;
}

/**
 * `data-prep:clean --days=<n>`: forgets results of steps that no build used for so long. What a build of today uses stays,
 * so that it can run meanwhile. Datasets and answers of models stay as they are.
 *
 * @throws AppError `usage`
 */
export function clean(work: string, { days, now = Date.now() }: { days: string; now?: number }): Cleaned {
  const age = Number(days);
  if (!/^\d+$/.test(days) || age < 1) {
    throw new AppError('usage', `--days=${days}: a whole number of days, 1 or more.`);
  }
  const old = foldersOf(work).filter((folder) => now - statSync(folder).mtimeMs > age * DAY_MS);
  let bytes = 0;
  for (const folder of old) {
    bytes += bytesIn(folder);
    rmSync(folder, { recursive: true, force: true });
  }
  return { folders: old.length, bytes };
}

function foldersOf(work: string): string[] {
  if (!existsSync(work)) return [];
  const entries = readdirSync(work, { withFileTypes: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.isDirectory() && !PAID_FOR.includes(entry.name))
    .map(({ name }) => join(work, name));
}

/** Answers of models. */
const PAID_FOR = ['judge', 'synthesize'];

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(folder, name)).size)
    .reduce((sum, size) => sum + size, 0);
}
