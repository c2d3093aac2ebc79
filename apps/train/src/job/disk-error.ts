import { AppError } from '@naru/contracts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM']);

/** What a full or read-only disk says, as an error for people; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (FULL.has(code)) {
    return new AppError('disk.full', `The disk is full: ${path} cannot be written.`, {
      hint: 'Free some space, then run the same command again.',
      cause: error,
    });
  }
  // A recursive mkdir below a folder that cannot be written says that it is not there.
  const made = code === 'ENOENT' && (error as NodeJS.ErrnoException).syscall === 'mkdir';
  if (READ_ONLY.has(code) || made) {
    return new AppError('disk.read-only', `${path} cannot be written: ${(error as Error).message}.`, {
      hint: 'Give this user the right to write there.',
      cause: error,
    });
  }
  return error;
}
