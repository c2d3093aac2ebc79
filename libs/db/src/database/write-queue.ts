import { AppError } from '@naru/contracts';

/** Lets one task run at a time, in order of call. */
export class WriteQueue {
  readonly #waitMs: number;
  #last: Promise<void> = Promise.resolve();

  /** @param waitMs how long a task may stand in the queue before it is refused */
  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** @throws AppError `database.busy` when the tasks before it took too long; it is then never run */
  run<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last;
    const result = new Promise<T>((resolve, reject) => {
      let waiting = true;
      const limit = setTimeout(() => {
        waiting = false;
        reject(new AppError('database.busy', `a write waited ${this.#waitMs / 1000} s for those before it`));
      }, this.#waitMs);
      void turn.then(() => {
        clearTimeout(limit);
        if (waiting) task().then(resolve, reject);
      });
    });
    // The next one's turn comes when the tasks before it are over, even where this one gave up waiting.
    // Without what they gave: else each would hold what the one before gave, and none would ever be let go.
    this.#last = Promise.allSettled([turn, result]).then(() => undefined);
    return result;
  }

  /** Resolves when all that was asked for is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
