/** What a process group used of a CPU; undefined where the system does not tell. */
export type CpuSeconds = () => number | undefined;

// Threads that only wait still wake now and then; a job at work uses a hundred times as much.
const IDLE_SHARE = 0.01;

/**
 * Notices a job that neither tells anything nor computes.
 *
 * A long step, evaluation or export uses CPU time, also while a GPU works for it; a process that waits for a lock, a
 * dead disk or a peer does not.
 */
export class Liveness {
  readonly #hangMs: number;
  readonly #cpuSeconds: CpuSeconds;
  readonly #now: () => number;
  #since: number;
  #cpuThen: number | undefined;

  constructor(hangMs: number, cpuSeconds: CpuSeconds, now: () => number = () => performance.now()) {
    this.#hangMs = hangMs;
    this.#cpuSeconds = cpuSeconds;
    this.#now = now;
    this.#since = now();
    this.#cpuThen = cpuSeconds();
  }

  /** An event came. */
  seen(): void {
    this.#since = this.#now();
    this.#cpuThen = this.#cpuSeconds();
  }

  /** Whether the job gave no sign of life for too long. */
  isHung(): boolean {
    const quietMs = this.#now() - this.#since;
    if (quietMs < this.#hangMs) return false;
    const cpu = this.#cpuSeconds();
    const used = cpu === undefined || this.#cpuThen === undefined ? 0 : cpu - this.#cpuThen;
    if (used < (quietMs / 1000) * IDLE_SHARE) return true;
    this.seen();
    return false;
  }
}
