import { setTimeout as sleep } from 'node:timers/promises';

import { UsageDayRow, type Database } from '@naru/db';
import type { Usage } from '@naru/inference';
import type { AppLogger } from '@naru/logging';
import type { EntityManager } from 'typeorm';

export interface DayCountsParts {
  readonly database: Database;
  readonly log: AppLogger['log'];
  readonly writeEveryMs?: number | undefined;
}

export interface DayUsage {
  readonly requests: number;
  readonly tokens: number;
}

export const dayOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 10);

type Counts = Map<string, UsageDayRow>;

export const WRITE_EVERY_MS = 1000;
const STUCK_MS = 250;
const NOTHING = { requests: 0, promptTokens: 0, completionTokens: 0 };

/**
 * What each principal used, by day (UTC). Counted in memory, and added to the database every second in one
 * transaction: several processes add to the same rows. A crash loses what was counted since the last write; a loss of
 * power may lose a little more, since nobody's answer waits for the disk here.
 */
export class DayCounts {
  readonly #parts: DayCountsParts;
  #counted: Counts = new Map();
  #beingWritten: Counts = new Map();
  #changes = 0;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: DayCountsParts) {
    this.#parts = parts;
  }

  /** One answer. */
  add(principal: string, { promptTokens, completionTokens }: Usage): void {
    const count = { requests: 1, promptTokens: whole(promptTokens), completionTokens: whole(completionTokens) };
    addTo(this.#counted, { principal, day: dayOf(Date.now()), ...count });
    this.#writeLater();
  }

  /** What was written, by any process, and what this one has not written yet. */
  async ofToday(principal: string): Promise<DayUsage> {
    const key = { principal, day: dayOf(Date.now()) };
    for (;;) {
      // Whether the row shows what is being written cannot be known; a database that is stuck is not waited for.
      if (this.#beingWritten.has(nameOf(key))) await Promise.race([this.#writing, stuck()]);
      const changes = this.#changes;
      const written = await this.#parts.database.read.findOneBy(UsageDayRow, key);
      if (changes !== this.#changes) continue;
      const counts = [written, this.#beingWritten.get(nameOf(key)), this.#counted.get(nameOf(key))];
      const sum = counts.reduce((all, count) => sumOf(all, count ?? NOTHING), NOTHING);
      return { requests: sum.requests, tokens: sum.promptTokens + sum.completionTokens };
    }
  }

  /** Adds what was counted so far to the database. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes for the last time. */
  async stop(): Promise<void> {
    await this.write();
    clearTimeout(this.#timer);
    if (this.#counted.size > 0) this.#parts.log.error('what was used last is lost: the database did not take it');
  }

  #writeLater(): void {
    this.#timer ??= setTimeout(() => void this.write(), this.#parts.writeEveryMs ?? WRITE_EVERY_MS).unref();
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#counted.size === 0) return;
    this.#beingWritten = this.#counted;
    this.#counted = new Map();
    this.#changes += 1;
    // In one order at every process: none waits for another that waits for it.
    const rows = [...this.#beingWritten].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
    try {
      await this.#parts.database.write((manager) => addRows(manager, rows), { durable: false });
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'what was used could not be written; that is tried again');
      for (const row of rows) addTo(this.#counted, row);
      this.#writeLater();
    }
    this.#beingWritten = new Map();
    this.#changes += 1;
  }
}

const stuck = (): Promise<void> => sleep(STUCK_MS, undefined, { ref: false });

async function addRows(manager: EntityManager, rows: readonly UsageDayRow[]): Promise<void> {
  const empty = rows.map((row) => ({ ...row, ...NOTHING }));
  await manager.createQueryBuilder().insert().into(UsageDayRow).values(empty).orIgnore().execute();
  for (const { principal, day, requests, promptTokens, completionTokens } of rows) {
    await manager.update(
      UsageDayRow,
      { principal, day },
      {
        requests: () => `requests + ${requests}`,
        promptTokens: () => `prompt_tokens + ${promptTokens}`,
        completionTokens: () => `completion_tokens + ${completionTokens}`,
      },
    );
  }
}

function addTo(counts: Counts, row: UsageDayRow): void {
  const name = nameOf(row);
  counts.set(name, { ...row, ...sumOf(row, counts.get(name) ?? NOTHING) });
}

const sumOf = (one: typeof NOTHING, other: typeof NOTHING): typeof NOTHING => ({
  requests: one.requests + other.requests,
  promptTokens: one.promptTokens + other.promptTokens,
  completionTokens: one.completionTokens + other.completionTokens,
});

const nameOf = ({ principal, day }: Pick<UsageDayRow, 'principal' | 'day'>): string => `${principal} ${day}`;

/** An engine may say anything; one row that the database refuses would keep all the others out. */
const whole = (tokens: number): number => (Number.isSafeInteger(tokens) && tokens > 0 ? tokens : 0);
