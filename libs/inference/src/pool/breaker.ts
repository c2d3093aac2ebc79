/** When an engine is left alone, and when it is asked again. */
export interface BreakerOptions {
  /** Failures in a row after which it is left alone. */
  readonly failures: number;
  /** For how long at first; twice as long each time that the probe fails, up to `longestMs`. */
  readonly openMs: number;
  readonly longestMs: number;
}

export const DEFAULT_BREAKER: BreakerOptions = { failures: 4, openMs: 1000, longestMs: 30_000 };

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Leaves a failing engine alone; only a probe, never a person's request, finds out whether it is well again. */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #probe: () => Promise<void>;
  #state: BreakerState = 'closed';
  #failures = 0;
  #openings = 0;
  #timer: NodeJS.Timeout | undefined;
  #probesAt = 0;

  constructor(options: BreakerOptions, probe: () => Promise<void>) {
    this.#options = options;
    this.#probe = probe;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Until the next probe. */
  get waitMs(): number {
    return this.#state === 'closed' ? 0 : Math.max(0, this.#probesAt - performance.now());
  }

  succeeded(): void {
    this.#failures = 0;
    if (this.#state !== 'closed') this.#close();
  }

  failed(): void {
    this.#failures += 1;
    if (this.#state === 'closed' && this.#failures >= this.#options.failures) this.#open();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #open(): void {
    const waitMs = Math.min(this.#options.longestMs, this.#options.openMs * 2 ** this.#openings);
    this.#openings += 1;
    this.#state = 'open';
    this.#probesAt = performance.now() + waitMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#halfOpen(), waitMs).unref();
  }

  async #halfOpen(): Promise<void> {
    this.#state = 'half-open';
    try {
      await this.#probe();
      this.#close();
    } catch {
      if (this.state === 'half-open') this.#open();
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#state = 'closed';
    this.#failures = 0;
    this.#openings = 0;
  }
}
