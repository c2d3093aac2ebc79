import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { isGroupAlive } from '@naru/files';
import { databaseUri, type LocalStore } from './tracking-place.ts';

/** Who serves a store. The server's own shell writes it, so that no kill leaves a server without one. */
export interface ServerRecord {
  /** Leader of the server's process group. */
  readonly pid: number;
  readonly port: number;
}

/** The record of a store, if that very server still runs. */
export function livingServer(store: LocalStore): ServerRecord | undefined {
  const record = readRecord(store);
  return record !== undefined && isAlive(record.pid, store) ? record : undefined;
}

function readRecord(store: LocalStore): ServerRecord | undefined {
  if (!existsSync(store.record)) return undefined;
  try {
    const { pid, port } = JSON.parse(readFileSync(store.record, 'utf8')) as Partial<ServerRecord>;
    return Number.isSafeInteger(pid) && Number.isSafeInteger(port) ? { pid: pid ?? 0, port: port ?? 0 } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number, store: LocalStore): boolean {
  const command = commandOf(pid);
  // Its leader killed, the worker serves on. A group number is not given away while the group has a member.
  return command === '' ? isGroupAlive(pid) : command.includes(databaseUri(store));
}

/** The command line of a process; empty where there is none, or only its remains. */
function commandOf(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
