// Owns writing files so that a kill leaves the old or the new one, and locks that die with their owner.
// Does not know what stands in the files or what is locked.
export { holdLock, tryLock, type HoldOptions, type Lock, type LockAttempt } from './lock.ts';
export { isSameProcess, thisProcess, type ProcessIdentity } from './process-identity.ts';
export { writeFileAtomically } from './write-atomically.ts';
