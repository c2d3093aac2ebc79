import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 10_000;
const POLL_MS = 100;

/** Whether a process of the group runs. Ended ones that nobody has collected, as in a container without init, do not count. */
export function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return existsSync('/proc/self/stat') ? readdirSync('/proc').some((name) => runsIn(name, group)) : true;
}

/** SIGTERM to the whole group, SIGKILL to what is left of it after the grace period. */
export async function endGroup(group: number, graceMs = GRACE_MS): Promise<void> {
  signalGroup(group, 'SIGTERM');
  for (let waited = 0; isGroupAlive(group); waited += POLL_MS) {
    if (waited >= graceMs) signalGroup(group, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function runsIn(pid: string, group: number): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // proc(5): state, ppid, pgrp
    return Number(pgrp) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false; // it ended meanwhile
  }
}
