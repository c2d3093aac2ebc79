import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { endGroup, isGroupAlive } from '@naru/files';

/** The record of one engine process; its own shell writes it, so that no kill leaves a process without one. */
export function newRecord(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `${randomUUID()}.pid`);
}

/** Writes the process's number to `$1`, then becomes the rest of its arguments. */
export const RECORD_THEN_RUN = 'echo "$$" > "$1.tmp" && mv -f "$1.tmp" "$1" && shift && exec "$@"';

/** Ends what a killed supervisor left running. Gives how many that were. */
export async function endOrphans(folder: string, graceMs?: number): Promise<number> {
  if (!existsSync(folder)) return 0;
  let ended = 0;
  for (const name of readdirSync(folder)) {
    const record = join(folder, name);
    const pid = Number(readFileSync(record, 'utf8'));
    if (Number.isSafeInteger(pid) && pid > 1 && isOurs(pid, record)) {
      await endGroup(pid, graceMs);
      ended += 1;
    }
    rmSync(record, { force: true });
  }
  return ended;
}

/** Whether the process is the one that was recorded, not a later one of the same number. */
function isOurs(pid: number, record: string): boolean {
  if (!isGroupAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${RECORD_VARIABLE}=${record}`);
  } catch {
    // No /proc here, or only the group's other members are left: their number is not given away before they end.
    return !existsSync(`/proc/${pid}`);
  }
}

/** Variable that marks an engine's processes. */
export const RECORD_VARIABLE = 'NARU_ENGINE_RECORD';
