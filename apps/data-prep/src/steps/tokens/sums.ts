import type { TokenizeOutput } from '@naru/contracts';

import type { About } from './collect.ts';

/** Rows of one kind, summed up. */
export interface Sum {
  rows: number;
  tokens: number;
  supervised: number;
  readonly hangul: { tokens: number; units: number };
  readonly latin: { tokens: number; units: number };
}

/** What training at one length would do. */
export interface Forecast {
  readonly length: number;
  /** Rows that it cuts, and those of them of which nothing is left to learn: it refuses them. */
  cut: number;
  refused: number;
  /** Learned tokens that it keeps. */
  kept: number;
}

export interface Sums {
  readonly all: Sum;
  readonly by: Readonly<Record<'language' | 'source' | 'split', Map<string, Sum>>>;
  readonly forecast: readonly Forecast[];
  /** Rows by tokens, in powers of two: bin n holds 2^n up to 2^(n+1) − 1. */
  readonly lengths: number[];
  /** Rows that training refuses at any length, by reason, with the place of the first. */
  readonly refused: Map<string, { rows: number; first: string }>;
}

const emptySum = (): Sum => ({
  rows: 0,
  tokens: 0,
  supervised: 0,
  hangul: { tokens: 0, units: 0 },
  latin: { tokens: 0, units: 0 },
});

export const emptySums = (lengths: readonly number[]): Sums => ({
  all: emptySum(),
  by: { language: new Map(), source: new Map(), split: new Map() },
  forecast: lengths.map((length) => ({ length, cut: 0, refused: 0, kept: 0 })),
  lengths: [],
  refused: new Map(),
});

/** Adds the rows of one shard. */
export function addShard(sums: Sums, about: About, counts: TokenizeOutput): void {
  const reasons = new Map(counts.refused.map(({ row, reason }) => [row, reason]));
  for (const row of about.index.keys()) {
    const reason = reasons.get(row);
    if (reason !== undefined) refuse(sums, reason, `${about.source[row] ?? ''}: ${about.at[row] ?? ''}`);
    else count(sums, about, counts, row);
  }
}

function refuse({ refused }: Sums, reason: string, at: string): void {
  const known = refused.get(reason);
  if (known !== undefined) known.rows += 1;
  else if (refused.size < MOST_REASONS) refused.set(reason, { rows: 1, first: at });
}

const MOST_REASONS = 20;

function count(sums: Sums, about: About, counts: TokenizeOutput, row: number): void {
  const tokens = counts.tokens[row] ?? 0;
  addRow(sums.all, counts, row);
  for (const by of ['language', 'source', 'split'] as const) {
    const name = about[by][row] ?? '';
    const known = sums.by[by].get(name);
    if (known === undefined) sums.by[by].set(name, addRow(emptySum(), counts, row));
    else addRow(known, counts, row);
  }
  for (const [at, forecast] of sums.forecast.entries()) {
    const kept = counts.kept[at]?.[row] ?? 0;
    forecast.kept += kept;
    if (tokens > forecast.length) forecast.cut += 1;
    if (kept === 0) forecast.refused += 1;
  }
  const bin = Math.floor(Math.log2(Math.max(1, tokens)));
  while (sums.lengths.length <= bin) sums.lengths.push(0);
  sums.lengths[bin] = (sums.lengths[bin] ?? 0) + 1;
}

function addRow(sum: Sum, { tokens, supervised, hangul, latin }: TokenizeOutput, row: number): Sum {
  sum.rows += 1;
  sum.tokens += tokens[row] ?? 0;
  sum.supervised += supervised[row] ?? 0;
  for (const [density, of] of [
    [sum.hangul, hangul],
    [sum.latin, latin],
  ] as const) {
    density.tokens += of.tokens[row] ?? 0;
    density.units += of.units[row] ?? 0;
  }
  return sum;
}
