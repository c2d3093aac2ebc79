import type { Principal } from '@naru/access';
import type { Usage } from '@naru/inference';

import type { Limiter } from '../limits/limiter.ts';
import type { DayCounts } from './day-counts.ts';

/** In whose name use is counted: the person's, and the key's where a program asked. */
export function principalsOf({ userId, keyId }: Principal): string[] {
  return [`user:${userId}`, ...(keyId === null ? [] : [`key:${keyId}`])];
}

/** Where answers are entered as they are used: by day, and against what may be used a minute. */
export class UsageBook {
  readonly #counts: DayCounts;
  readonly #limiter: Limiter;

  constructor(counts: DayCounts, limiter: Limiter) {
    this.#counts = counts;
    this.#limiter = limiter;
  }

  /** One answer. It waits for nothing. */
  count(person: Principal, usage: Usage): void {
    for (const principal of principalsOf(person)) this.#counts.add(principal, usage);
    this.#limiter.used(person, usage.promptTokens + usage.completionTokens);
  }
}
