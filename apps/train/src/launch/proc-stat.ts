import { readFileSync } from 'node:fs';

/** What proc(5) says of a process, as far as it is used here. */
export interface ProcStat {
  /** It has ended and waits for its parent. */
  readonly ended: boolean;
  readonly cpuSeconds: number;
}

// Counted from the field after the name, which may hold spaces and brackets; proc(5) counts them from 3.
const STATE = 0;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
// USER_HZ, 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100;
const ENDED = new Set(['Z', 'X', 'x']);

/** Undefined where there is no such process, or no /proc. */
export function procStat(pid: number): ProcStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {
      ended: ENDED.has(fields[STATE] ?? 'Z'),
      cpuSeconds: (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND,
    };
  } catch {
    return undefined;
  }
}
