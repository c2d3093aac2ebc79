import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process, told from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system tells it: compared, never shown; null where it does not say. */
  readonly startedAt: string | null;
}

export const thisProcess = (): ProcessIdentity => processOf(process.pid);

/** A process that runs now. */
export function processOf(pid: number): ProcessIdentity {
  return { pid, startedAt: startOf(pid) };
}

/** Whether that very process still runs. */
export function isSameProcess({ pid, startedAt }: ProcessIdentity): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !exists(pid)) return false;
  const now = startOf(pid);
  return startedAt === null || now === null || now === startedAt;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it runs, as somebody else
  }
}

const START_TIME = 19; // field 22 of proc(5)'s stat, counted after the name

function startOf(pid: number): string | null {
  if (!existsSync('/proc/self/stat')) return startByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // a name may hold spaces and brackets
    return fields[0] === 'Z' ? ENDED : `${bootId()}:${fields[START_TIME] ?? ''}`;
  } catch {
    return null;
  }
}

// Ended, and not yet collected by its parent.
const ENDED = 'ended';
let boot: string | undefined;

// Ticks count from boot: without it a process of before a restart could look like one of now.
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

function startByPs(pid: number): string | null {
  try {
    const shown = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return shown.startsWith('Z') ? ENDED : shown.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}
