import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { AppError, canonicalJson, checkDatasetManifest, type DatasetManifest } from '@naru/contracts';
import type { FileHashes } from '@naru/files';

import type { SplitFiles } from './dataset-files.ts';

const FILE = 'manifest.json';

/** What a dataset's folder says of itself; undefined where it has no manifest of data-prep's. */
export function manifestIn(folder: string): DatasetManifest | undefined {
  try {
    const checked = checkDatasetManifest(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sees that a dataset is still what its manifest says: the manifest by its own hash, and every file that is trained or
 * evaluated on by the manifest's.
 *
 * @param found the files that would be read
 * @throws AppError `data.changed` with every file that differs
 */
export async function requireUnchanged(
  folder: string,
  manifest: DatasetManifest,
  found: SplitFiles,
  hashes: FileHashes,
): Promise<void> {
  const { sha256, ...rest } = manifest;
  const own = createHash('sha256').update(canonicalJson(rest)).digest('hex');
  if (own !== sha256) throw changed(`${join(folder, FILE)} was changed: its content does not have its hash.`);
  const { train, validation, test } = manifest.splits;
  const faults = unnamed(folder, manifest, found).map((path) => `${path} is not named by the manifest.`);
  for (const file of [...train, ...validation, ...test]) {
    const fault = await faultOf(join(folder, file.path), file, hashes);
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.length > 0) throw changed(faults.join('\n'));
}

type File = DatasetManifest['splits']['train'][number];

async function faultOf(path: string, { bytes, sha256 }: File, hashes: FileHashes): Promise<string | undefined> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return `${path} is missing.`;
  if (size !== bytes) return `${path} has ${size} bytes, and the manifest says ${bytes}.`;
  try {
    const { sha256: found } = await hashes.of(path);
    return found === sha256 ? undefined : `${path} was changed: it does not have the hash of the manifest.`;
  } catch (cause) {
    return `${path} cannot be read: ${(cause as Error).message}`;
  }
}

/** Rows that the manifest does not name would be trained on, and nobody would know whence they came. */
function unnamed(folder: string, manifest: DatasetManifest, found: SplitFiles): string[] {
  const { train, validation } = manifest.splits;
  const known = new Set([...train, ...validation].map(({ path }) => join(folder, path)));
  return [...found.train, ...found.validation].filter((path) => !known.has(path));
}

function changed(message: string): AppError {
  return new AppError('data.changed', message, {
    hint: 'Build the dataset again, or copy its rows into a folder without manifest.json to train on them as they are.',
  });
}
