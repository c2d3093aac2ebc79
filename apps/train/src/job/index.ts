// Owns a run's folder: its id, job.json, who owns it, where its inputs came from.
// Does not know how the job is started or what it tells.
export { diskError } from './disk-error.ts';
export { deviceOf, makeJob, type CpuShare, type JobParts } from './make-job.ts';
export { provenance } from './provenance.ts';
export { createRun, findRun, openRun, runDirs, type RunFolder } from './run-folder.ts';
export { newRunId } from './run-id.ts';
export { lockRun, type RunLock } from './run-lock.ts';
export { writeDurably } from './write-durably.ts';
