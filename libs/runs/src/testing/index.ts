export { writeRun, type ARun } from './a-run.ts';
