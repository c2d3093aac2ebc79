import type { Principal } from '@naru/access';
import type { Limits } from '@naru/db';
import { RetryLater } from '@naru/nest';

import type { DayCounts } from '../usage/day-counts.ts';
import type { LimitStore } from './limit-store.ts';

/** What was asked for is used up for now. */
export class LimitError extends RetryLater {
  constructor(message: string, retryAfterMs: number) {
    super('limit.reached', message, retryAfterMs / 1000);
  }
}

/** 0: no limit. */
export interface AllLimits {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  readonly tokensPerDay: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Requests and tokens that a person, and each of their keys, may use. */
export class Limiter {
  readonly #store: LimitStore;
  readonly #counts: DayCounts;
  readonly #defaults: AllLimits;

  constructor(store: LimitStore, counts: DayCounts, defaults: AllLimits) {
    this.#store = store;
    this.#counts = counts;
    this.#defaults = defaults;
  }

  of(limits: Limits | null): AllLimits {
    return { ...this.#defaults, ...limits };
  }

  /**
   * Before an answer is made. A refused request counts as none.
   *
   * @throws LimitError
   */
  async allow(person: Principal): Promise<void> {
    for (const { name, limits } of this.#subjects(person)) {
      await this.#within(`${name}:tokens`, 0, limits.tokensPerMinute, 'tokens a minute');
      await this.#withinDay(name, limits.tokensPerDay);
      await this.#within(`${name}:requests`, 1, limits.requestsPerMinute, 'requests a minute');
    }
  }

  /** After an answer. */
  used(person: Principal, tokens: number): void {
    for (const { name, limits } of this.#subjects(person)) {
      if (limits.tokensPerMinute > 0) void this.#store.add(`${name}:tokens`, tokens, MINUTE_MS);
    }
  }

  #subjects({ userId, userLimits, keyId, keyLimits }: Principal) {
    const user = { name: `user:${userId}`, limits: this.of(userLimits) };
    return keyId === null ? [user] : [{ name: `key:${keyId}`, limits: this.of(keyLimits) }, user];
  }

  async #within(name: string, amount: number, limit: number, what: string): Promise<void> {
    if (limit <= 0) return;
    const { amount: taken, resetsInMs } = await this.#store.add(name, amount, MINUTE_MS);
    if (amount > 0 ? taken <= limit : taken < limit) return;
    throw new LimitError(`${limit} ${what} are used up.`, resetsInMs);
  }

  async #withinDay(principal: string, limit: number): Promise<void> {
    if (limit <= 0) return;
    if ((await this.#counts.ofToday(principal)).tokens < limit) return;
    throw new LimitError(`${limit} tokens a day are used up.`, DAY_MS - (Date.now() % DAY_MS));
  }
}
