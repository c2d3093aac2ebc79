// Owns: when a failed request is sent again, and how long to wait. Does not know HTTP.
import { setTimeout as sleep } from 'node:timers/promises';
import { MlflowConfigError, MlflowError } from './errors.ts';

export interface RetryPolicy {
  /** Requests in all, the first one included. 1 means no retry. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** A server that asks for a longer wait than this (Retry-After) gets none: the error is thrown. */
  readonly maxRetryAfterMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseDelayMs: 250,
  maxDelayMs: 10_000,
  maxRetryAfterMs: 60_000,
};

/** Told before each wait, for logs. */
export interface RetryEvent {
  readonly error: MlflowError;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
}

export interface RetryRules {
  readonly policy: RetryPolicy;
  /** Sending the request twice does no harm. If not, only failures that surely did nothing are tried again. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** What an attempt may want to know of those before it. */
export interface AttemptContext {
  readonly attempt: number;
  /** An earlier attempt may have been carried out. */
  readonly maybeDone: boolean;
}

export function retryPolicy(options: Partial<RetryPolicy> | false | undefined): RetryPolicy {
  if (options === false) return { ...defaultRetryPolicy, attempts: 1 };
  const policy = { ...defaultRetryPolicy, ...options };
  for (const [name, value] of Object.entries(policy) as [keyof RetryPolicy, number][]) {
    if (!Number.isSafeInteger(value) || value < (name === 'attempts' ? 1 : 0)) {
      throw new MlflowConfigError(`retry.${name} must be a whole number, found ${String(value)}`);
    }
  }
  return policy;
}

/**
 * The wait after attempt `attempt`: exponential with full jitter, and never shorter than the server asked for.
 *
 * Full jitter keeps many clients of one restarted server from coming back in step
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function delayAfter(attempt: number, policy: RetryPolicy, retryAfterMs = 0, random = Math.random): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.round(retryAfterMs + random() * ceiling);
}

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Runs `attempt` until it succeeds, cannot succeed, or the policy is exhausted; then throws its last error. */
export async function withRetries<T>(attempt: (context: AttemptContext) => Promise<T>, rules: RetryRules): Promise<T> {
  let maybeDone = false;
  for (let number = 1; ; number += 1) {
    rules.signal?.throwIfAborted();
    try {
      return await attempt({ attempt: number, maybeDone });
    } catch (error) {
      if (!(error instanceof MlflowError) || !mayTryAgain(error, number, rules)) throw error;
      maybeDone ||= error.ambiguous;
      const delayMs = delayAfter(number, rules.policy, error.retryAfterMs);
      rules.onRetry?.({ error, attempt: number, delayMs });
      await pause(delayMs, rules.signal);
    }
  }
}

function mayTryAgain(error: MlflowError, attempt: number, rules: RetryRules): boolean {
  if (!error.retryable || attempt >= rules.policy.attempts) return false;
  if (error.ambiguous && !rules.repeatable) return false;
  return (error.retryAfterMs ?? 0) <= rules.policy.maxRetryAfterMs;
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(delayMs, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
