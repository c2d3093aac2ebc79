import { CanaryConversationRow, type CanaryRow, type Database } from '@naru/db';
import { LessThan, MoreThan } from 'typeorm';

import { CanaryComparison, type Comparison } from './comparison.ts';
import { isMeasure } from './measures.ts';

const PAGE = 500;
const SHADOW_SHARE = 0.5; // each conversation is on both sides

/**
 * What a canary knows so far, counted from its rows in the order in which conversations began: an answer that is still
 * written holds up those after it, or the quick ones would count before the slow ones.
 */
export class RunningCanary {
  /** As it stands in the database. */
  row: CanaryRow;
  readonly #comparison: CanaryComparison;
  /** The last conversation whose answer was counted; and whose person's reaction was. */
  #answered = '';
  #reacted = '';

  constructor(row: CanaryRow) {
    this.row = row;
    const { measures, level, minimum } = row.policy;
    const share = row.mode === 'shadow' ? SHADOW_SHARE : row.share;
    this.#comparison = new CanaryComparison({ measures: measures.filter(isMeasure), level, minimum, share });
  }

  get comparison(): Comparison {
    return this.#comparison.now;
  }

  /** Takes in what has been settled since. @param settledMs rows of so long ago are all there, of other processes too */
  async catchUp(database: Database, settledMs: number): Promise<void> {
    const before = Date.now() - settledMs;
    const read = (after: string): Promise<CanaryConversationRow[]> =>
      database.read.find(CanaryConversationRow, {
        where: { canaryId: this.row.id, id: MoreThan(after), begunAt: LessThan(before) },
        order: { id: 'ASC' },
        take: PAGE,
      });
    this.#answered = await counted(this.#answered, read, ({ id, side, answer, begunAt }) => {
      if (answer === null) return undefined;
      this.#comparison.add(side, answer, begunAt);
      return id;
    });
    this.#reacted = await counted(this.#reacted, read, ({ id, side, closedAt, reaction, begunAt }) => {
      if (closedAt === null) return undefined;
      this.#comparison.add(side, reaction ?? {}, begunAt);
      return id;
    });
  }
}

/** Counts rows until one cannot be counted yet. @returns the id of the last that was */
async function counted(
  last: string,
  read: (after: string) => Promise<readonly CanaryConversationRow[]>,
  count: (row: CanaryConversationRow) => string | undefined,
): Promise<string> {
  let after = last;
  for (;;) {
    const page = await read(after);
    for (const row of page) {
      const id = count(row);
      if (id === undefined) return after;
      after = id;
    }
    if (page.length < PAGE) return after;
    await new Promise(setImmediate); // people are answered between two pages
  }
}
