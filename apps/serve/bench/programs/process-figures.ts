import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // Linux's USER_HZ on x86-64 and arm64
const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
  readonly residentMib: number;
}

// Fields of /proc/<pid>/stat after the name, which may hold spaces: man 5 proc_pid_stat, less three.
const PARENT = 1;
const TIMES = [11, 12, 13, 14]; // user and system, its own and those of children that have ended
const RESIDENT_PAGES = 21;

/** What a process and those that it started have used. */
export function processFigures(pid: number): { readonly cpuSeconds: number; readonly residentMib: number } {
  const family = familyOf(pid);
  const sum = (of: (each: ProcessStat) => number): number => family.reduce((total, each) => total + of(each), 0);
  return { cpuSeconds: sum((each) => each.cpuSeconds), residentMib: sum((each) => each.residentMib) };
}

function familyOf(pid: number): readonly ProcessStat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)));
  const family = new Map(all.filter((each) => each.pid === pid).map((each) => [each.pid, each]));
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const each of all) if (family.has(each.parent)) family.set(each.pid, each);
  }
  return [...family.values()];
}

function statOf(pid: number): ProcessStat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const field = (at: number): number => Number(fields[at]);
    return [
      {
        pid,
        parent: field(PARENT),
        cpuSeconds: TIMES.reduce((total, at) => total + field(at), 0) / TICKS_PER_SECOND,
        residentMib: (field(RESIDENT_PAGES) * PAGE_BYTES) / MIB,
      },
    ];
  } catch {
    return []; // it has ended meanwhile
  }
}
