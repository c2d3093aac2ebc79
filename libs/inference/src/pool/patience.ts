import { setTimeout as sleep } from 'node:timers/promises';

import type { CallOptions, CompletionBody } from '../chat-client.ts';
import { cancelled, isPassing } from '../engine-error.ts';
import { DEFAULT_TIMEOUTS } from '../timeouts.ts';

export interface RetryOptions {
  /** All tries of one request, over all engines. */
  readonly attempts: number;
  /** Before the second try of the same engine; doubled each time, with up to half of it at random taken off. */
  readonly firstWaitMs: number;
  /** What an engine asks for beyond this is told to the caller instead of waited for. */
  readonly longestWaitMs: number;
}

export const DEFAULT_RETRY: RetryOptions = { attempts: 3, firstWaitMs: 150, longestWaitMs: 5000 };

/** How long to wait before try number `tries` + 1; undefined: give up. */
export function waitBefore(tries: number, error: unknown, options: RetryOptions): number | undefined {
  if (!isPassing(error) || tries >= options.attempts) return undefined;
  const backoff = options.firstWaitMs * 2 ** (tries - 1) * (1 - Math.random() / 2);
  const asked = error.retryAfterMs ?? 0;
  return asked > options.longestWaitMs ? undefined : Math.max(asked, Math.min(backoff, options.longestWaitMs));
}

/** All tries of a request share the time that one of them would have. */
export function answerBy(body: CompletionBody, { answerBy: given, timeouts }: CallOptions): number {
  const { firstTokenMs, wholeMs } = { ...DEFAULT_TIMEOUTS, ...timeouts };
  return given ?? performance.now() + (body['stream'] === true ? firstTokenMs : wholeMs);
}

export async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    throw cancelled(error);
  });
}
