import { AppError } from '@naru/contracts';
import type { Inventory } from '@naru/devices';

import { lockRun, openRun, type RunFolder } from '../job/index.ts';
import { livingProcesses } from '../launch/index.ts';
import type { OwnedRun } from './execute-runs.ts';
import { toldSoFar } from './told-so-far.ts';

/**
 * Takes a run to go on with: its living job where the launcher is gone, else a new attempt.
 *
 * A run that finished while nobody watched is taken too, so that its end is told and tracked.
 *
 * @throws AppError `run.locked`, `run.finished`, `device.not-found`, `job.invalid`
 */
export async function ownRun(runDir: string, devices: Inventory): Promise<OwnedRun> {
  const folder = openRun(runDir);
  const lock = await lockRun(runDir);
  try {
    const finished = toldSoFar(folder).finished !== undefined;
    if (finished && !lock.takenOver) {
      throw new AppError('run.finished', `Run ${folder.job.runId} is finished.`, {
        hint: `Its results lie in ${runDir}.`,
      });
    }
    const adopted = finished || livingProcesses(folder).length > 0;
    if (!adopted) requireDevices(folder, devices);
    return { folder, lock, adopted };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function requireDevices({ job }: RunFolder, devices: Inventory): void {
  const missing = job.device.uuids.findIndex((uuid) => !devices.gpus.some((gpu) => gpu.uuid === uuid));
  if (missing < 0) return;
  const name = `${job.device.names[missing] ?? 'GPU'} (${job.device.uuids[missing] ?? ''})`;
  throw new AppError(
    'device.not-found',
    `Run ${job.runId} trains on ${name}, which is not here. ${devices.problem ?? ''}`.trim(),
    {
      hint: 'A run goes on where it began. `npx nx run train:gpu` shows what is here.',
    },
  );
}
