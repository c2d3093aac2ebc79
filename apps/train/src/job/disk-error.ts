import { AppError } from '@naru/contracts';
import { diskFault } from '@naru/files';

/** What a full or read-only disk says, as an error for people; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  const fault = diskFault(error);
  if (fault === undefined) return error;
  if (fault === 'disk.full') {
    return new AppError(fault, `The disk is full: ${path} cannot be written.`, {
      hint: 'Free some space, then run the same command again.',
      cause: error,
    });
  }
  return new AppError(fault, `${path} cannot be written: ${(error as Error).message}.`, {
    hint: 'Give this user the right to write there.',
    cause: error,
  });
}
