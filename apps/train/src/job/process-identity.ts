import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process for good: a pid alone is given to another process sooner or later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system tells it; compared, never shown. */
  readonly started: string;
}

/** The process that has this pid now; none when there is none, or when it has ended and waits for its parent. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const found = existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
  return found === undefined ? undefined : { pid, started: found };
}

export function thisProcess(): ProcessIdentity {
  return processIdentity(process.pid) ?? { pid: process.pid, started: 'unknown' };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.started === identity.started;
}

/** Fields of /proc/<pid>/stat after the name, which may hold spaces and brackets; proc(5) counts them from 3. */
export function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const STATE = 0;
const START_TICKS = 19;
const DEAD = new Set(['Z', 'X', 'x']);

function fromProc(pid: number): string | undefined {
  const fields = statFields(pid);
  const ticks = fields?.[START_TICKS];
  return ticks === undefined || DEAD.has(fields?.[STATE] ?? 'Z') ? undefined : `${bootId()}:${ticks}`;
}

let boot: string | undefined;

// Ticks count from boot, so that without it a process of before a restart could look like one of now.
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

function fromPs(pid: number): string | undefined {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state === undefined || state === '' || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}
