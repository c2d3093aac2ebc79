// Owns recall and precision over labelled rows, with their bounds. Does not know who made the finds.
import { wilson } from '@naru/statistics';

import { KINDS, type Kind } from '../src/index.ts';
import type { Labelled, Span } from './labelled.ts';

export interface Rate {
  readonly hits: number;
  readonly of: number;
  readonly rate: number;
  /** Wilson's interval at 95 %. */
  readonly from: number;
  readonly to: number;
}

export interface Score {
  readonly recall: Rate;
  readonly precision: Rate;
}

export type Finder = (row: Labelled) => readonly Span[];
/** Whether a find counts for a labelled value of its kind. */
export type Match = (label: Span, find: Span) => boolean;

/** The same characters, no more and no fewer. */
export const exact: Match = (label, find) => label.start === find.start && label.end === find.end;
export const overlapping: Match = (label, find) => label.start < find.end && find.start < label.end;

/**
 * Recall and precision of each kind over all rows: a find in the file of another kind counts against its own kind as
 * well, unless that value is labelled.
 */
export function score(rows: readonly Labelled[], find: Finder, match: Match): Map<Kind, Score> {
  const tallies = new Map(KINDS.map((kind) => [kind, { labels: 0, found: 0, finds: 0, right: 0 }]));
  for (const row of rows) {
    const finds = find(row);
    for (const label of row.spans) {
      const tally = tallies.get(label.kind);
      if (tally === undefined) continue;
      tally.labels++;
      if (finds.some((each) => each.kind === label.kind && match(label, each))) tally.found++;
    }
    for (const each of finds) {
      const tally = tallies.get(each.kind);
      if (tally === undefined) continue;
      tally.finds++;
      if (row.spans.some((label) => label.kind === each.kind && match(label, each))) tally.right++;
    }
  }
  return new Map(
    [...tallies].map(([kind, { labels, found, finds, right }]) => [
      kind,
      { recall: rate(found, labels), precision: rate(right, finds) },
    ]),
  );
}

/** All kinds together. */
export function total(scores: Iterable<Score>): Score {
  const all = [...scores];
  const sum = (of: (each: Score) => number) => all.reduce((whole, each) => whole + of(each), 0);
  return {
    recall: rate(
      sum(({ recall }) => recall.hits),
      sum(({ recall }) => recall.of),
    ),
    precision: rate(
      sum(({ precision }) => precision.hits),
      sum(({ precision }) => precision.of),
    ),
  };
}

function rate(hits: number, of: number): Rate {
  const { low, high } = wilson(hits, of);
  return { hits, of, rate: of === 0 ? 0 : hits / of, from: low, to: high };
}
