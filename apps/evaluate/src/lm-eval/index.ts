// Owns EleutherAI's lm-eval as others see it: which tasks may run (their data lies here), running them on a subject, and
// what its samples say of two subjects, item by item. Does not know gates or reports.
export { comparedSamples, type ComparedSamples } from './compared-samples.ts';
export { lmEvalPython, runTasks, type RunTasks } from './run-tasks.ts';
export { readSamples, type TaskSamples } from './samples.ts';
export { readTasks, tasksSha256, type LocalTask } from './tasks.ts';
