import type { LimitStore } from './limit-store.ts';
import { LimitError } from './limiter.ts';

const WINDOW_MS = 15 * 60_000;

/** Counts attempts that cost something, over a quarter of an hour: sign-in, links, passwords. */
export class Attempts {
  readonly #store: LimitStore;

  constructor(store: LimitStore) {
    this.#store = store;
  }

  /** @throws LimitError where there were `most` already; it says `refusal` */
  async spend(name: string, most: number, refusal = 'Too many attempts.'): Promise<void> {
    const { amount, resetsInMs } = await this.#store.add(name, 1, WINDOW_MS);
    if (amount > most) throw new LimitError(refusal, resetsInMs);
  }
}
