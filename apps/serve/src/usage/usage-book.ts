import { UsageDayRow, type Database } from '@naru/db';
import type { Usage } from '@naru/inference';
import type { EntityManager } from 'typeorm';

import type { Principal } from '../access/principal.ts';
import type { Limiter } from '../limits/limiter.ts';

export interface DayUsage {
  readonly requests: number;
  readonly tokens: number;
}

/** In whose name use is counted: the person's, and the key's where a program asked. */
export function principalsOf({ userId, keyId }: Principal): string[] {
  return [`user:${userId}`, ...(keyId === null ? [] : [`key:${keyId}`])];
}

export const today = (nowMs = Date.now()): string => new Date(nowMs).toISOString().slice(0, 10);

/** What each person and key used, by day (UTC). */
export class UsageBook {
  readonly #database: Database;
  readonly #limiter: Limiter;

  constructor(database: Database, limiter: Limiter) {
    this.#database = database;
    this.#limiter = limiter;
  }

  /** One answer, within the transaction that keeps it. */
  async add(manager: EntityManager, person: Principal, { promptTokens, completionTokens }: Usage): Promise<void> {
    const day = today();
    for (const principal of principalsOf(person)) {
      const where = { principal, day };
      const empty = { ...where, requests: 0, promptTokens: 0, completionTokens: 0 };
      await manager.createQueryBuilder().insert().into(UsageDayRow).values(empty).orIgnore().execute();
      await manager.increment(UsageDayRow, where, 'requests', 1);
      if (promptTokens > 0) await manager.increment(UsageDayRow, where, 'promptTokens', promptTokens);
      if (completionTokens > 0) await manager.increment(UsageDayRow, where, 'completionTokens', completionTokens);
    }
    this.#limiter.used(person, promptTokens + completionTokens);
  }

  /** The same, where nothing else is kept. */
  async addAlone(person: Principal, usage: Usage): Promise<void> {
    await this.#database.write((manager) => this.add(manager, person, usage));
  }

  async ofToday(principal: string): Promise<DayUsage> {
    const row = await this.#database.read.findOneBy(UsageDayRow, { principal, day: today() });
    return { requests: row?.requests ?? 0, tokens: (row?.promptTokens ?? 0) + (row?.completionTokens ?? 0) };
  }
}
