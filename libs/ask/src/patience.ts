import { setTimeout as sleep } from 'node:timers/promises';

import { ModelFault } from './chat-model.ts';

export interface Patience {
  /** How often one request is tried. */
  readonly attempts: number;
  /** How often as long as nothing was ever answered: who forgot to start the engine is told soon. */
  readonly firstAttempts: number;
  /** The first wait; each is twice the one before. */
  readonly firstMs: number;
  /** The longest wait of our own; the endpoint may ask for more. */
  readonly longestMs: number;
  /** The longest wait that the endpoint may ask for. */
  readonly longestAskedMs: number;
}

export const DEFAULT_PATIENCE: Patience = {
  attempts: 8,
  firstAttempts: 4,
  firstMs: 1000,
  longestMs: 60_000,
  longestAskedMs: 600_000,
};

/** Tries again what failed in passing, with growing waits. @throws the last failure, or AbortError */
export async function patiently<T>(
  call: () => Promise<T>,
  { attempts, firstMs, longestMs, longestAskedMs }: Omit<Patience, 'firstAttempts'>,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelFault) || error.kind === 'lasting' || attempt >= attempts) throw error;
      const own = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
      const asked = Math.min(longestAskedMs, error.retryAfterMs ?? 0);
      await sleep(Math.max(own, asked), undefined, { signal });
    }
  }
}
