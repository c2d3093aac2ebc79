// Owns writing files and folders so that a kill leaves the old or the new one, the hashes of large files and of values, what a disk that
// refuses says, locks that die with their owner, and whether a process or its group still runs. Does not know what stands in the
// files, what is locked or what runs.
export { combinedSha256 } from './combined-sha256.ts';
export { diskFault } from './disk-fault.ts';
export { FileHashes, fileSha256 } from './file-hashes.ts';
export { keyOf } from './key-of.ts';
export { holdLock, tryLock, type HoldOptions, type Lock, type LockAttempt } from './lock.ts';
export { isSameProcess, processOf, thisProcess, type ProcessIdentity } from './process-identity.ts';
export { endGroup, isGroupAlive } from './process-group.ts';
export { folderBeside, replaceFolder, settleFolder } from './whole-folder.ts';
export { writeFileAtomically } from './write-atomically.ts';
