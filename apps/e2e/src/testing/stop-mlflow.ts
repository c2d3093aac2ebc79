import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isGroupAlive } from '@naru/files';

import type { TestWorkspace } from './workspace.ts';

const ENDS_WITHIN_MS = 45_000;
const POLL_MS = 50;

/** Ends the MLflow that the workspace's commands started, with its workers. */
export async function stopMlflow({ root }: TestWorkspace, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const record = join(root, 'mlruns/server.json');
  if (!existsSync(record)) return;
  const { pid } = JSON.parse(readFileSync(record, 'utf8')) as { pid: number };
  try {
    process.kill(-pid, signal);
  } catch {
    return;
  }
  const deadline = Date.now() + ENDS_WITHIN_MS;
  while (isGroupAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`MLflow's server ${pid} has not ended within ${ENDS_WITHIN_MS} ms`);
    await sleep(POLL_MS);
  }
}
