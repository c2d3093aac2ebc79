import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { diskError, type RunFolder } from '../job/index.ts';
import { freePort } from './free-port.ts';
import { jobCommand, type JobCommand } from './job-command.ts';
import { JobProcess } from './job-process.ts';
import { startKept } from './keeper.ts';

/** stdout and stderr of a process of a run; people read it, nothing parses it. */
export function logPath(runDir: string, rank: number): string {
  return join(runDir, rank === 0 ? 'job.log' : `job.rank${rank}.log`);
}

/** Where the keepers of an attempt write; a folder of its own, so that a late word of the last one does no harm. */
const prefixOf = (runDir: string, start: number, rank: number): string =>
  join(runDir, 'process', String(start), String(rank));

export type MakeCommand = (run: RunFolder, rank: number, port: number) => JobCommand;

/** Makes the command of a rank, for the Python environment of a workspace. */
export function pythonCommands(root: string): MakeCommand {
  return (run, rank, port) => jobCommand(root, run.jobPath, run.job, rank, port);
}

/**
 * Starts a run's processes, one a rank.
 *
 * @throws AppError `python.unavailable`, `disk.full`, `disk.read-only`, `internal`
 */
export async function startProcesses(run: RunFolder, makeCommand: MakeCommand): Promise<JobProcess[]> {
  const ranks = ranksOf(run);
  const port = ranks.length > 1 ? await freePort() : 0;
  const commands = ranks.map((rank) => makeCommand(run, rank, port));
  const start = lastStart(run.runDir) + 1;
  prepare(run.runDir, start);
  const processes: JobProcess[] = [];
  try {
    for (const [rank, command] of commands.entries()) {
      const prefix = prefixOf(run.runDir, start, rank);
      await startKept({ ...command, prefix, log: logPath(run.runDir, rank) });
      processes.push(new JobProcess(prefix, run.jobPath));
    }
  } catch (error) {
    for (const one of processes) one.signal('SIGKILL');
    throw error;
  }
  return processes;
}

/** The processes of a run whose launcher is gone, if any of them lives. */
export function livingProcesses(run: RunFolder): JobProcess[] {
  const start = lastStart(run.runDir);
  const processes = ranksOf(run).map((rank) => new JobProcess(prefixOf(run.runDir, start, rank), run.jobPath));
  const known = processes.filter((one) => one.pid !== undefined);
  return known.some((one) => one.lives) ? known : [];
}

const ranksOf = (run: RunFolder): number[] => Array.from({ length: run.job.device.worldSize }, (_, rank) => rank);

/** Number of the last start of the run's processes; 0 before the first. */
function lastStart(runDir: string): number {
  const folder = join(runDir, 'process');
  return existsSync(folder) ? Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isInteger)) : 0;
}

/** What the last attempt left must not be taken for this one's. */
function prepare(runDir: string, start: number): void {
  try {
    rmSync(join(runDir, 'outcome.json'), { force: true });
    mkdirSync(join(runDir, 'process', String(start)), { recursive: true });
  } catch (error) {
    throw diskError(error, runDir);
  }
}
