import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { FINISHED, readRun, type FinishedRun } from './read-run.ts';

const TAIL_BYTES = 16 * 1024;

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
