/** What was taken in a window of time. Memory here; the same over Redis for several processes. */
export interface LimitStore {
  /** Adds and gives what the window holds now. */
  add(name: string, amount: number, windowMs: number): Promise<Taken>;
}

export interface Taken {
  readonly amount: number;
  /** Until the window is over. */
  readonly resetsInMs: number;
}

interface Window {
  amount: number;
  readonly endsAt: number;
}

const SWEEP_ABOVE = 10_000;

/** Windows of this process. */
export class MemoryLimitStore implements LimitStore {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(name: string, amount: number, windowMs: number): Promise<Taken> {
    const now = this.#now();
    if (this.#windows.size > SWEEP_ABOVE) this.#sweep(now);
    let window = this.#windows.get(name);
    if (window === undefined || window.endsAt <= now) {
      window = { amount: 0, endsAt: now + windowMs };
      this.#windows.set(name, window);
    }
    window.amount += amount;
    return Promise.resolve({ amount: window.amount, resetsInMs: window.endsAt - now });
  }

  #sweep(now: number): void {
    for (const [name, { endsAt }] of this.#windows) if (endsAt <= now) this.#windows.delete(name);
  }
}
