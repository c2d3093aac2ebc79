import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const here = import.meta.url;
const WORKER = new URL(here.endsWith('.ts') ? './checkpoint-worker.ts' : './checkpoint-worker.js', here);

const LOOK_EVERY_MS = 500;
/** As SQLite itself: a thousand pages. */
const LOG_BYTES = 4 * 1024 * 1024;

/**
 * Empties the log of an open SQLite database in a thread of its own, which begins when the log is long for the first
 * time. SQLite would do that within a commit, and stop the whole process for the 20 ms or more that the disk takes.
 */
export class Checkpoints {
  readonly #path: string;
  readonly #failed: () => void;
  #lookedAt = -Infinity;
  #worker: Worker | undefined;

  /** @param failed called when the thread cannot do it: SQLite has to, then */
  constructor(databasePath: string, failed: () => void) {
    this.#path = databasePath;
    this.#failed = failed;
  }

  /** To be called after commits. */
  look(): void {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    if (this.#logBytes() > LOG_BYTES) (this.#worker ??= this.#start()).postMessage('checkpoint');
  }

  #logBytes(): number {
    try {
      return statSync(`${this.#path}-wal`).size;
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { workerData: this.#path, execArgv: [], env: {} });
    worker.once('error', this.#failed);
    worker.unref();
    return worker;
  }
}
