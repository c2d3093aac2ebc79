// Owns what a finished training run left in models/fine-tuned, and finding one by its name. Does not know how runs are
// made, tracked or served.
export { findRun, finishedRuns } from './find-run.ts';
export { FinishedRuns } from './finished-runs.ts';
export { readRun, readTrainJob, type FinishedRun } from './read-run.ts';
