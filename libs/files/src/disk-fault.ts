const FULL = new Set(['ENOSPC', 'EDQUOT']);
const UNWRITABLE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST', 'EISDIR']);

/** Why a write failed, when the disk or its permissions are to blame; the owner of the file has the words. */
export function diskFault(error: unknown): 'disk.full' | 'disk.read-only' | undefined {
  const { code = '', syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (FULL.has(code)) return 'disk.full';
  // A recursive mkdir below a folder that cannot be written says that it is not there.
  return UNWRITABLE.has(code) || (code === 'ENOENT' && syscall === 'mkdir') ? 'disk.read-only' : undefined;
}
