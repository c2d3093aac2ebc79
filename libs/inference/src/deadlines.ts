import { EngineError } from './engine-error.ts';
import type { Timeouts } from './timeouts.ts';

/** The time limits of one request, phase by phase. At the first one passed `fail` is told, once. */
export class Deadlines {
  readonly #engine: string;
  readonly #timeouts: Timeouts;
  readonly #fail: (error: EngineError) => void;
  readonly #startedAt = performance.now();
  readonly #whole: NodeJS.Timeout;
  #phase: NodeJS.Timeout | undefined;
  #streaming = false;
  #over = false;

  constructor(engine: string, timeouts: Timeouts, fail: (error: EngineError) => void) {
    this.#engine = engine;
    this.#timeouts = timeouts;
    this.#fail = fail;
    this.#whole = this.#after(timeouts.wholeMs, 'had not ended');
  }

  /** A stream was asked for: its headers are due. */
  awaitHeaders(): void {
    this.#enter(this.#timeouts.headersMs, 'gave no answer');
  }

  awaitFirstToken(): void {
    const passed = performance.now() - this.#startedAt;
    this.#enter(Math.max(0, this.#timeouts.firstTokenMs - passed), 'gave no token', this.#timeouts.firstTokenMs);
  }

  /** An event came: the next one is due. */
  event(): void {
    if (this.#over) return;
    if (this.#streaming) this.#phase?.refresh();
    else this.#enter(this.#timeouts.betweenTokensMs, 'went silent amid its answer');
    this.#streaming = true;
  }

  /** The reader is slow: the engine is not to blame. */
  pause(): void {
    clearTimeout(this.#phase);
    this.#streaming = false;
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#phase);
    clearTimeout(this.#whole);
  }

  #enter(ms: number, what: string, shownMs = ms): void {
    clearTimeout(this.#phase);
    if (!this.#over) this.#phase = this.#after(ms, what, shownMs);
  }

  #after(ms: number, what: string, shownMs = ms): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#over) return;
      this.stop();
      this.#fail(new EngineError('engine.timeout', `${this.#engine} ${what} within ${shownMs / 1000} s.`));
    }, ms);
  }
}
