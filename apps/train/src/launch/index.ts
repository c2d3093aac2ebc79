// Owns the job as a process: started, followed through events.jsonl, watched, ended, judged.
// Does not know what the events mean to people, nor MLflow.
export { decideOutcome, type JobEnd, type RunOutcome } from './decide-outcome.ts';
export { EventReader } from './event-reader.ts';
export { EventTail } from './event-tail.ts';
export { type JobCommand } from './job-command.ts';
export { JobProcess } from './job-process.ts';
export { livingProcesses, logPath, pythonCommands, startProcesses, type MakeCommand } from './processes.ts';
export { StopRequests } from './stop-requests.ts';
export { superviseRun, type RunObserver, type Supervision } from './supervise-run.ts';
export { launchSettings, type LaunchSettings } from './launch-settings.ts';
