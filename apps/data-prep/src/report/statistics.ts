import type { RowState } from '../rows/row-state.ts';
import { languageOf, splitOf } from '../steps/noted.ts';
import type { SplitName } from '../steps/split/index.ts';

/** What the rows of a dataset are like: counts, filled while they are written. */
export interface Statistics {
  readonly rows: Record<SplitName, number>;
  turns: number;
  /** Rows by language and by source. */
  readonly languages: Record<string, number>;
  readonly sources: Record<string, number>;
  /** Rows by characters of all their turns, in powers of two: bin n holds 2^n up to 2^(n+1) − 1. */
  readonly lengths: number[];
}

export const emptyStatistics = (): Statistics => ({
  rows: { train: 0, validation: 0, test: 0 },
  turns: 0,
  languages: {},
  sources: {},
  lengths: [],
});

export function countRow(statistics: Statistics, state: RowState): void {
  const { row } = state;
  statistics.rows[splitOf(state)] += 1;
  statistics.turns += row.messages.length;
  bump(statistics.languages, languageOf(state) ?? 'not told');
  bump(statistics.sources, row.source);
  const characters = row.messages.reduce((sum, { content }) => sum + content.length, 0);
  const bin = Math.floor(Math.log2(Math.max(1, characters)));
  for (let at = statistics.lengths.length; at <= bin; at += 1) statistics.lengths.push(0);
  statistics.lengths[bin] = (statistics.lengths[bin] ?? 0) + 1;
}

function bump(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
