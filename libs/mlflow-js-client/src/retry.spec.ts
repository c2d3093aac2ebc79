import { MlflowConfigError, MlflowConnectionError, MlflowError } from './errors.ts';
import { delayAfter, defaultRetryPolicy, parseRetryAfter, retryPolicy, withRetries, type RetryEvent } from './retry.ts';

const quick = { ...defaultRetryPolicy, baseDelayMs: 1, maxDelayMs: 2 };
const refused = new MlflowConnectionError('refused', 'http://x', { retryable: true });
const lost = new MlflowConnectionError('lost', 'http://x', { retryable: true, ambiguous: true });

/** Fails with each error in turn, then gives `done`. */
function failing(...errors: Error[]): { attempt: () => Promise<string>; calls: () => number } {
  let calls = 0;
  const attempt = async (): Promise<string> => {
    const error = errors[calls];
    calls += 1;
    if (error) throw error;
    return Promise.resolve('done');
  };
  return { attempt, calls: () => calls };
}

describe('the wait before another attempt', () => {
  it('doubles up to a ceiling, and lies anywhere below it', () => {
    const policy = { ...defaultRetryPolicy, baseDelayMs: 100, maxDelayMs: 1000 };
    const longest = [1, 2, 3, 4, 5, 60].map((attempt) => delayAfter(attempt, policy, 0, () => 1));

    expect(longest).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(delayAfter(3, policy, 0, () => 0)).toBe(0);
  });

  it('is never shorter than the server asked for', () => {
    expect(delayAfter(1, defaultRetryPolicy, 7000, () => 0)).toBe(7000);
  });

  it('is read from seconds or a date, and nothing from nonsense', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');

    expect(parseRetryAfter('3', now)).toBe(3000);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:05 GMT', now)).toBe(0);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });
});

describe('retries', () => {
  it('go on until an attempt succeeds, and tell of each wait', async () => {
    const events: RetryEvent[] = [];
    const { attempt, calls } = failing(refused, lost);

    const result = await withRetries(attempt, {
      policy: quick,
      repeatable: true,
      onRetry: (event) => void events.push(event),
    });

    expect(result).toBe('done');
    expect(calls()).toBe(3);
    expect(events.map(({ attempt: number, error }) => [number, error])).toEqual([
      [1, refused],
      [2, lost],
    ]);
  });

  it('end after the last attempt, with its error', async () => {
    const { attempt, calls } = failing(refused, refused, lost);

    await expect(withRetries(attempt, { policy: { ...quick, attempts: 3 }, repeatable: true })).rejects.toBe(lost);
    expect(calls()).toBe(3);
  });

  it('of what must not happen twice stop at a failure that may have been a success', async () => {
    const { attempt, calls } = failing(refused, lost);

    await expect(withRetries(attempt, { policy: quick, repeatable: false })).rejects.toBe(lost);
    expect(calls()).toBe(2);
  });

  it('are not made for errors that will come again', async () => {
    const wrong = new MlflowError('400');
    const bug = new TypeError('bug');

    await expect(withRetries(failing(wrong).attempt, { policy: quick, repeatable: true })).rejects.toBe(wrong);
    await expect(withRetries(failing(bug).attempt, { policy: quick, repeatable: true })).rejects.toBe(bug);
  });

  it('are not made where the server asks for a longer wait than the policy allows', async () => {
    const busy = new MlflowError('429', { retryable: true, retryAfterMs: 61_000 });
    const { attempt, calls } = failing(busy);

    await expect(withRetries(attempt, { policy: quick, repeatable: true })).rejects.toBe(busy);
    expect(calls()).toBe(1);
  });

  it('tell an attempt whether an earlier one may have been carried out', async () => {
    const seen: boolean[] = [];
    const { attempt } = failing(refused, lost, refused);

    await withRetries(async ({ maybeDone }) => (seen.push(maybeDone), attempt()), { policy: quick, repeatable: true });

    expect(seen).toEqual([false, false, true, true]);
  });

  it('end with the reason of the signal, also in the middle of a wait', async () => {
    const controller = new AbortController();
    const reason = new Error('the run was cancelled');
    const slow = { ...quick, baseDelayMs: 60_000, maxDelayMs: 60_000 };
    const onRetry = (): void => controller.abort(reason);

    const result = withRetries(failing(refused).attempt, {
      policy: slow,
      repeatable: true,
      signal: controller.signal,
      onRetry,
    });

    await expect(result).rejects.toBe(reason);
  });
});

describe('a retry policy', () => {
  it('fills in what is not given, and can be none', () => {
    expect(retryPolicy({ attempts: 2 })).toEqual({ ...defaultRetryPolicy, attempts: 2 });
    expect(retryPolicy(false).attempts).toBe(1);
  });

  it('names the option that makes no sense', () => {
    expect(() => retryPolicy({ attempts: 0 })).toThrow(MlflowConfigError);
    expect(() => retryPolicy({ baseDelayMs: -1 })).toThrow('retry.baseDelayMs');
    expect(() => retryPolicy({ maxDelayMs: NaN })).toThrow('retry.maxDelayMs');
  });
});
