/** How far a pull is. */
export interface PullProgress {
  /** Files that are here already are checked before the rest is downloaded. */
  readonly phase: 'check' | 'download';
  readonly path: string;
  /** From 1. */
  readonly file: number;
  readonly files: number;
  /** Of all files, what was here before included. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Over the last seconds; null until there is something to go by. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

const WINDOW_MS = 15_000;
const SAMPLE_EVERY_MS = 250;
const MIN_SPAN_MS = 500;

/** Counts bytes and reckons rate and time left over the last seconds. */
export class ProgressMeter {
  readonly #totalBytes: number;
  readonly #now: () => number;
  #bytes = 0;
  #received = 0;
  #samples: { readonly at: number; readonly received: number }[] = [];

  constructor(totalBytes: number, now: () => number = () => performance.now()) {
    this.#totalBytes = totalBytes;
    this.#now = now;
  }

  /** Bytes that need not be downloaded. */
  found(bytes: number): void {
    this.#bytes += bytes;
  }

  received(bytes: number): void {
    this.#bytes += bytes;
    this.#received += bytes;
    this.#sample();
  }

  /** Bytes that turned out to be of no use. */
  lost(bytes: number): void {
    this.#bytes -= bytes;
  }

  get receivedBytes(): number {
    return this.#received;
  }

  figures(): Pick<PullProgress, 'bytes' | 'totalBytes' | 'bytesPerSecond' | 'secondsLeft'> {
    const bytesPerSecond = this.#rate();
    const left = this.#totalBytes - this.#bytes;
    return {
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null || bytesPerSecond === 0 ? null : left / bytesPerSecond,
    };
  }

  #sample(): void {
    const at = this.#now();
    const last = this.#samples.at(-1);
    if (last !== undefined && at - last.at < SAMPLE_EVERY_MS) return;
    this.#samples.push({ at, received: this.#received });
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > WINDOW_MS) this.#samples.shift();
  }

  #rate(): number | null {
    const first = this.#samples[0];
    if (first === undefined) return null;
    const spanMs = this.#now() - first.at;
    return spanMs < MIN_SPAN_MS ? null : ((this.#received - first.received) * 1000) / spanMs;
  }
}
