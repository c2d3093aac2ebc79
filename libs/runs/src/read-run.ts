import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Preflight, RunFinished, TrainJob } from '@naru/contracts';

/** An adapter that a training run left. */
export interface FinishedRun {
  readonly runId: string;
  /** `<configuration>@<first 8 of its sha256>` */
  readonly name: string;
  readonly sha256: string;
  /** The PEFT folder. */
  readonly path: string;
  readonly ggufPath: string;
  readonly ggufSha256: string | null;
  readonly chatTemplateSha256: string;
  readonly baseId: string;
  readonly baseSha256: string | null;
  readonly datasetId: string;
  readonly datasetSha256: string;
  readonly mlflowRunId: string | null;
}

/** How the last event of a run that finished is written. */
export const FINISHED = '"type":"run.finished"';

/**
 * The run of a folder; undefined where it did not finish, or its adapter is gone.
 *
 * Rejects where the folder is none of a run.
 */
export async function readRun(runDir: string): Promise<FinishedRun | undefined> {
  const job = await readTrainJob(runDir);
  const events = (await readFile(join(runDir, 'events.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"type":"preflight"') || line.includes(FINISHED))
    .map((line) => JSON.parse(line) as Preflight | RunFinished);
  const finished = events.findLast((event) => event.type === 'run.finished');
  const preflight = events.findLast((event) => event.type === 'preflight');
  const template = preflight?.chatTemplateSha256 ?? job.provenance.chatTemplateSha256;
  const adapter = finished?.adapter;
  if (!adapter?.ggufPath || template === null || !existsSync(join(runDir, adapter.ggufPath))) return undefined;
  return {
    runId: job.runId,
    name: `${job.config.name}@${adapter.sha256.slice(0, 8)}`,
    sha256: adapter.sha256,
    path: join(runDir, adapter.path),
    ggufPath: join(runDir, adapter.ggufPath),
    ggufSha256: adapter.ggufSha256,
    chatTemplateSha256: template,
    baseId: job.base.id,
    baseSha256: job.base.sha256,
    datasetId: job.data.id,
    datasetSha256: job.data.sha256,
    mlflowRunId: await mlflowRunOf(runDir),
  };
}

/** What the run was asked. Rejects where there is no job.json. */
export async function readTrainJob(runDir: string): Promise<TrainJob> {
  return JSON.parse(await readFile(join(runDir, 'job.json'), 'utf8')) as TrainJob;
}

async function mlflowRunOf(runDir: string): Promise<string | null> {
  try {
    const { mlflowRunId } = JSON.parse(await readFile(join(runDir, 'tracking.json'), 'utf8')) as {
      readonly mlflowRunId?: string | null;
    };
    return mlflowRunId ?? null;
  } catch {
    return null;
  }
}
