import { mkdir, statfs } from 'node:fs/promises';

import { AppError } from '@naru/contracts';
import { diskFault } from '@naru/files';

import { byteText } from '../byte-text.ts';

const SPARE_BYTES = 64 * 1024 * 1024; // a file system that is full to the last byte troubles everyone

/** Free bytes of the file system that holds a folder, for a user without privileges. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytes: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** @throws AppError `disk.full` when `needed` more bytes do not fit */
export async function requireSpace(folder: string, needed: number, free: FreeBytes): Promise<void> {
  const here = await free(folder);
  if (needed === 0 || here >= needed + SPARE_BYTES) return;
  throw new AppError('disk.full', `${folder} has ${byteText(here)} free, and ${byteText(needed)} are still to come.`, {
    hint: 'Free some space, or put models/ on a larger disk (a symbolic link serves), then run the same command again.',
  });
}

/** @throws AppError `disk.read-only`, `disk.full` */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw diskError(error, folder);
  });
}

/** What a full or read-only disk says, as an error for people; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  const fault = diskFault(error);
  if (fault === undefined) return error;
  if (fault === 'disk.full') {
    return new AppError(fault, `The disk is full: ${path} cannot be written.`, {
      hint: 'Free some space, then run the same command again: it goes on where it stopped.',
      cause: error,
    });
  }
  return new AppError(fault, `${path} cannot be written: ${(error as Error).message}.`, {
    hint: 'It needs a folder that this user may write.',
    cause: error,
  });
}
