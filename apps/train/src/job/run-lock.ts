import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { tryLock } from '@naru/files';

import { diskError } from './disk-error.ts';

/** The right to start and end a run's job. */
export interface RunLock {
  /** Its last owner ended without releasing it. */
  readonly takenOver: boolean;
  release(): Promise<void>;
}

/**
 * Takes `lock.json` of a run's folder for this process; a lock whose owner is gone is taken over.
 *
 * It keeps launchers apart. Two jobs of one run are kept apart by the job itself, which locks events.jsonl.
 *
 * @throws AppError `run.locked` naming the owner, `disk.full`, `disk.read-only`
 */
export async function lockRun(runDir: string): Promise<RunLock> {
  const path = join(runDir, 'lock.json');
  const found = existsSync(path);
  const attempt = await tryLock(path).catch((error: unknown) => {
    throw diskError(error, path);
  });
  if (attempt.held) return { takenOver: found, release: () => attempt.lock.release() };
  throw new AppError('run.locked', `Process ${attempt.by.pid} owns the run in ${runDir}.`, {
    hint: `Wait for it, or stop it with Ctrl-C where it runs (kill ${attempt.by.pid}).`,
  });
}
