import { join } from 'node:path';

import type { TrainingConfig, TrainJob } from '@naru/contracts';
import type { Placement } from '@naru/devices';

import { runsFolder } from './run-folder.ts';

export interface JobParts {
  readonly root: string;
  readonly runId: string;
  readonly now: Date;
  readonly config: TrainingConfig;
  readonly base: TrainJob['base'];
  readonly data: TrainJob['data'];
  readonly device: TrainJob['device'];
  readonly provenance: TrainJob['provenance'];
}

/** job.json's content. */
export function makeJob(parts: JobParts): TrainJob {
  const { root, runId, now, ...rest } = parts;
  const runDir = join(runsFolder(root), runId);
  return {
    v: 1,
    kind: 'train',
    runId,
    createdAt: now.toISOString(),
    runDir,
    eventsPath: join(runDir, 'events.jsonl'),
    ...rest,
  };
}

/** Cores that all CPU processes of one command share. */
export interface CpuShare {
  readonly model: string;
  readonly cores: number;
  /** CPU processes of all runs of this command together. */
  readonly processes: number;
}

/** How a placement stands in job.json. One CPU process alone takes torch's own choice of threads. */
export function deviceOf(where: Placement, cpu: CpuShare): TrainJob['device'] {
  if (where.kind === 'cuda') {
    return {
      kind: 'cuda',
      uuids: where.gpus.map((gpu) => gpu.uuid),
      names: where.gpus.map((gpu) => gpu.name),
      worldSize: where.gpus.length,
      threadsPerProcess: null,
    };
  }
  const threads = cpu.processes === 1 ? null : Math.max(1, Math.floor(cpu.cores / cpu.processes));
  return { kind: 'cpu', uuids: [], names: [cpu.model], worldSize: where.processes, threadsPerProcess: threads };
}
