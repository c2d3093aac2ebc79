import { existsSync, readFileSync } from 'node:fs';

import { procStat } from './proc-stat.ts';

/** How a process ended. Both null: it is gone and nothing says how. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

const SIGNALS = new Map([
  [129, 'SIGHUP'],
  [131, 'SIGQUIT'],
  [132, 'SIGILL'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [136, 'SIGFPE'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [141, 'SIGPIPE'],
  [143, 'SIGTERM'],
]);
// The keeper writes the pid within milliseconds of its start.
const START_MS = 10_000;
// The keeper learns of the end when everybody does, and then writes the status; a killed keeper never does.
const KEEPER_MS = 1000;
// Looking for a living process costs more than looking for the keeper's word.
const LOOK_MS = 1000;

/** One process of a job, through the files that its keeper writes. */
export class JobProcess {
  readonly #jobPath: string;
  readonly #prefix: string;
  readonly #startedAt = performance.now();
  #lookedAt = -Infinity;
  #killed = false;
  #goneAt: number | undefined;
  #seen: { readonly pid: number; readonly group: number } | undefined;

  /** @param prefix of the keeper's files; @param jobPath job.json, by which the process is told from a later one with its pid */
  constructor(prefix: string, jobPath: string) {
    this.#prefix = prefix;
    this.#jobPath = jobPath;
  }

  /** None until the keeper has told it. */
  get pid(): number | undefined {
    return this.#ids()?.pid;
  }

  /** How it ended; undefined while it lives. */
  end(): ProcessEnd | undefined {
    const told = this.#toldEnd();
    const now = performance.now();
    if (told !== undefined || (!this.#killed && now - this.#lookedAt < LOOK_MS)) return told;
    if (this.lives) this.#lookedAt = now;
    else this.#goneAt ??= now;
    if (this.#goneAt === undefined) return undefined;
    return this.#killed || now - this.#goneAt >= KEEPER_MS ? { code: null, signal: null } : undefined;
  }

  /** CPU seconds used so far; undefined where the system does not tell. */
  cpuSeconds(): number | undefined {
    return this.pid === undefined ? undefined : procStat(this.pid)?.cpuSeconds;
  }

  /** Sends a signal to its group: the process, what it started and, for SIGKILL, its keeper. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const ids = this.#ids();
    if (ids === undefined || !this.lives) return;
    // The keeper dies too and tells nothing.
    this.#killed ||= signal === 'SIGKILL';
    try {
      process.kill(-ids.group, signal);
    } catch {
      // It ended meanwhile.
    }
  }

  get lives(): boolean {
    const ids = this.#ids();
    if (ids === undefined) return performance.now() - this.#startedAt < START_MS;
    return existsSync('/proc/self/stat') ? this.#isOurs(ids.pid) : answers(ids.pid);
  }

  // A later process with the same pid has another command line: it names no job.json, or another run's.
  #isOurs(pid: number): boolean {
    if (procStat(pid)?.ended !== false) return false;
    return textOf(`/proc/${pid}/cmdline`).split('\0').includes(this.#jobPath);
  }

  #toldEnd(): ProcessEnd | undefined {
    const status = /^(\d+)\n$/.exec(textOf(`${this.#prefix}.exit`))?.[1];
    if (status === undefined) return undefined;
    const signal = SIGNALS.get(Number(status)) ?? null;
    return { code: signal === null ? Number(status) : null, signal };
  }

  #ids(): { readonly pid: number; readonly group: number } | undefined {
    if (this.#seen === undefined) {
      const [, pid, group] = /^(\d+) (\d+)\n$/.exec(textOf(`${this.#prefix}.pid`)) ?? [];
      if (pid !== undefined && group !== undefined) this.#seen = { pid: Number(pid), group: Number(group) };
    }
    return this.#seen;
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
