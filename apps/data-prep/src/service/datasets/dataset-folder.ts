// Owns how a dataset's folder is read. Does not know whose it is.
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { checkDatasetManifest, type DatasetManifest } from '@naru/contracts';
import type { DatasetSummary } from '@naru/db';

import type { SplitName } from '../../steps/split/index.ts';

/** The folder's manifest; undefined where it is none of a dataset. */
export async function manifestIn(folder: string): Promise<DatasetManifest | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const checked = checkDatasetManifest(JSON.parse(text));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

export function summaryOf({ description, licence, splits, sources }: DatasetManifest): DatasetSummary {
  const rows = (split: SplitName): number => splits[split].reduce((sum, file) => sum + file.rows, 0);
  return {
    description,
    licence,
    rows: { train: rows('train'), validation: rows('validation'), test: rows('test') },
    sources: sources.map(({ name, rows: read, refused, licence: own }) => ({
      name,
      rows: read,
      refused,
      licence: own,
    })),
  };
}

export interface DatasetFile {
  /** Relative to the dataset's folder. */
  readonly path: string;
  readonly bytes: number;
}

/** Every file, in the order of their names. */
export async function filesIn(folder: string): Promise<DatasetFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted((one, other) => (one < other ? -1 : 1));
  return Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(join(folder, path))).size })));
}

export interface SplitRow {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly source?: string;
  readonly language?: string;
}

/** The lines of a split after the first `skip`. Whole files that lie before are not opened. */
export async function* linesOf(
  folder: string,
  manifest: DatasetManifest,
  split: SplitName,
  skip = 0,
): AsyncGenerator<string> {
  let left = skip;
  for (const { path, rows } of manifest.splits[split]) {
    if (left >= rows) {
      left -= rows;
      continue;
    }
    const input = createReadStream(join(folder, path), { highWaterMark: 256 * 1024 });
    try {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (left > 0) left -= 1;
        else yield line;
      }
    } finally {
      input.destroy();
    }
  }
}
