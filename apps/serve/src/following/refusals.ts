interface Refusal {
  readonly because: string;
  readonly againAt: number;
}

const AGAIN_MS = 300_000;

/** Adapters that were not found fit, and when they are tried again. */
export class Refusals {
  readonly #refused = new Map<string, Refusal>();

  /** Why it is left out for now. */
  of(sha256: string, nowMs = Date.now()): string | undefined {
    const refusal = this.#refused.get(sha256);
    return refusal !== undefined && refusal.againAt > nowMs ? refusal.because : undefined;
  }

  add(sha256: string, because: string, nowMs = Date.now()): string {
    this.#refused.set(sha256, { because, againAt: nowMs + AGAIN_MS });
    return because;
  }
}
