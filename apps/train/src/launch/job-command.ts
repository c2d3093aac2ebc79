import { join } from 'node:path';

import { pythonEnvironment, workspacePython } from '@naru/config';
import type { TrainJob } from '@naru/contracts';

/** What starts one process of a job. */
export interface JobCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * `python -m naru_torch train <job.json>` for one rank, pinned to its device.
 *
 * One run over several processes is started as torchrun would start it, by the same variables. The launcher does it
 * itself because it supervises anyway: torchrun keeps the exit statuses of its children to itself.
 *
 * @throws AppError `python.unavailable`
 */
export function jobCommand(root: string, jobPath: string, job: TrainJob, rank: number, port: number): JobCommand {
  return {
    file: workspacePython(root),
    args: ['-m', 'naru_torch', 'train', jobPath],
    cwd: join(root, 'libs', 'torch-jobs'),
    env: pythonEnvironment({
      ...deviceVariables(job.device),
      ...(job.device.worldSize > 1 ? peerVariables(job.device.worldSize, rank, port) : NO_PEERS),
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    }),
  };
}

function deviceVariables(device: TrainJob['device']): Record<string, string | undefined> {
  if (device.kind === 'cuda') return { CUDA_VISIBLE_DEVICES: device.uuids.join(',') };
  const threads = device.threadsPerProcess;
  return { CUDA_VISIBLE_DEVICES: '', ...(threads === null ? {} : { OMP_NUM_THREADS: String(threads) }) };
}

function peerVariables(worldSize: number, rank: number, port: number): Record<string, string> {
  return {
    RANK: String(rank),
    LOCAL_RANK: String(rank),
    WORLD_SIZE: String(worldSize),
    LOCAL_WORLD_SIZE: String(worldSize),
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: String(port),
  };
}

// A launcher that itself runs under torchrun or Slurm must not hand on its own place.
const NO_PEERS = {
  RANK: undefined,
  LOCAL_RANK: undefined,
  WORLD_SIZE: undefined,
  LOCAL_WORLD_SIZE: undefined,
  MASTER_ADDR: undefined,
  MASTER_PORT: undefined,
};
