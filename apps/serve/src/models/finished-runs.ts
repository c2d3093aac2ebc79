import { existsSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Preflight, RunFinished, TrainJob } from '@naru/contracts';

export { keepAdapters, type KeepAdaptersOptions } from './keep-adapters.ts';

/** An adapter that a training run left. */
export interface FinishedRun {
  readonly runId: string;
  /** `<configuration>@<first 8 of its sha256>` */
  readonly name: string;
  readonly sha256: string;
  /** The PEFT folder. */
  readonly path: string;
  readonly ggufPath: string;
  readonly chatTemplateSha256: string;
  readonly baseId: string;
  readonly datasetId: string;
  readonly datasetSha256: string;
  readonly mlflowRunId: string | null;
}

const TAIL_BYTES = 16 * 1024;
const FINISHED = '"type":"run.finished"';

/** Looks through the runs' folder again and again; a run whose events did not change is not read twice. */
export class FinishedRuns {
  readonly #folder: string;
  readonly #seen = new Map<string, number>();

  /** @param folder `models/fine-tuned` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs that have finished since the last look. A folder that cannot be read as a run is left out. */
  async news(): Promise<FinishedRun[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = await Promise.all(names.map((name) => this.#look(join(this.#folder, name)).catch(() => undefined)));
    return found.filter((run) => run !== undefined);
  }

  async #look(runDir: string): Promise<FinishedRun | undefined> {
    const eventsPath = join(runDir, 'events.jsonl');
    const { mtimeMs, size } = await stat(eventsPath);
    if (this.#seen.get(runDir) === mtimeMs) return undefined;
    const run = (await tailOf(eventsPath, size)).includes(FINISHED) ? await readRun(runDir) : undefined;
    this.#seen.set(runDir, mtimeMs);
    return run;
  }
}

async function tailOf(path: string, size: number): Promise<string> {
  const file = await open(path);
  try {
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function readRun(runDir: string): Promise<FinishedRun | undefined> {
  const job = JSON.parse(await readFile(join(runDir, 'job.json'), 'utf8')) as TrainJob;
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
    chatTemplateSha256: template,
    baseId: job.base.id,
    datasetId: job.data.id,
    datasetSha256: job.data.sha256,
    mlflowRunId: await mlflowRunOf(runDir),
  };
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
