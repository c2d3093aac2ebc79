import { setTimeout as sleep } from 'node:timers/promises';

import { HubRefusal, isPassing } from './failures.ts';
import { refuseCancelled } from './hub-session.ts';

/** How often and how soon a request that failed is made again. */
export interface Patience {
  readonly attempts: number;
  /** The first wait; each further one is twice as long. */
  readonly firstWaitMs: number;
}

export const DEFAULT_PATIENCE: Patience = { attempts: 8, firstWaitMs: 500 };
const MAX_WAIT_MS = 30_000;

export interface Retrying {
  readonly patience: Patience;
  readonly signal: AbortSignal | undefined;
  /** Told before each wait. */
  readonly onRetry?: ((error: Error, waitMs: number) => void) | undefined;
}

/** Does `work` again while it fails for a passing reason. `work` says whether it got further: then patience begins anew. */
export async function patiently<T>(
  work: (progressed: () => void) => Promise<T>,
  { patience, signal, onRetry }: Retrying,
): Promise<T> {
  for (let failures = 0; ;) {
    try {
      return await work(() => {
        failures = 0;
      });
    } catch (error) {
      failures += 1;
      if (!isPassing(error) || failures >= patience.attempts) throw error;
      const asked = error instanceof HubRefusal ? (error.retryAfterMs ?? 0) : 0;
      const waitMs = Math.min(MAX_WAIT_MS, Math.max(asked, patience.firstWaitMs * 2 ** (failures - 1)));
      onRetry?.(error, waitMs);
      await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => refuseCancelled(signal));
    }
  }
}
