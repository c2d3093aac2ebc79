import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { writeFileAtomically } from '@naru/files';

import { diskError } from './disk-error.ts';

/**
 * Writes a file that appears whole or not at all, and its folder where that is missing.
 *
 * @throws AppError `disk.full` or `disk.read-only`
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, text);
  } catch (error) {
    throw diskError(error, path);
  }
}
