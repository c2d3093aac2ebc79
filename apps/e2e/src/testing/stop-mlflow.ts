import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TestWorkspace } from './workspace.ts';

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
  await sleep(500);
}
