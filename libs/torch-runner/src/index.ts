// Owns running a PyTorch job to its end: its folder, its process, its events, its last word. Does not know what a job is
// for.
export { newRunId } from './run-id.ts';
export { torchJobs, type JobOptions, type TorchJobs } from './torch-jobs.ts';
