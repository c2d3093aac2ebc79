import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { diskError } from './disk-error.ts';

let written = 0;

/**
 * Writes a file that appears whole or not at all, also after a power cut: beside, fsync, rename.
 *
 * @throws AppError `disk.full` or `disk.read-only`
 */
export function writeAtomically(path: string, text: string): void {
  written += 1;
  const beside = `${path}.${process.pid}.${written}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeDurably(beside, text);
    renameSync(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(beside, { force: true });
    throw diskError(error, path);
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o644);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename outlives a power cut only once its folder is on the disk. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
