import { MatchedSequence } from '@naru/statistics';

import { Course, type BoundsAt } from './course.ts';
import { MEASURES, type MeasureName, type Values } from './measures.ts';

export type Side = 'candidate' | 'baseline';

export interface ComparisonOptions {
  readonly measures: readonly MeasureName[];
  /** Such as 0.95: the chance that a candidate as good as the baseline is never rolled back, however long it runs. */
  readonly level: number;
  /** Conversations on each side before anything is decided. */
  readonly minimum: number;
  /** Of the conversations, to the candidate. */
  readonly share: number;
}

export interface ComparedSide {
  readonly conversations: number;
  /** Null before the first. */
  readonly mean: number | null;
}

export interface ComparedMeasure {
  readonly measure: MeasureName;
  readonly title: string;
  readonly candidate: ComparedSide;
  readonly baseline: ComparedSide;
  /** Candidate minus baseline: above 0 is worse. Null before both sides have a value. */
  readonly difference: number | null;
  /** At the corrected level; the candidate is rolled back where it lies above 0. */
  readonly low: number;
  /** At the level; a win is where it lies below the margin, for every measure. */
  readonly high: number;
  readonly margin: number;
  readonly outcome: 'worse' | 'no worse' | 'open';
  /** Conversations on the smaller side still needed if all goes on as it did; null: no number would do. */
  readonly more: number | null;
  /** The bounds as they went, oldest first. */
  readonly history: readonly BoundsAt[];
}

export interface Comparison {
  readonly verdict: 'worse' | 'won' | 'open';
  readonly measures: readonly ComparedMeasure[];
}

/**
 * Holds a candidate against the baseline after every conversation, for as long as one likes.
 *
 * Worse: for some measure the lower bound of the difference lies above 0. Each of m measures has 1/m of what may be
 * wrong (Bonferroni: the measures hang together in no known way). Won: for every measure the upper bound lies below its
 * margin; all have to hold at once, so that each has the whole of it (an intersection-union test). Bounds are one-sided,
 * which is why the sequences, whose bounds are two-sided, get twice as much.
 */
export class CanaryComparison {
  readonly #options: ComparisonOptions;
  readonly #measures: ReadonlyMap<MeasureName, Sequences>;

  constructor(options: ComparisonOptions) {
    const { measures, level, share } = options;
    this.#options = options;
    const alpha = 1 - level;
    const blocks = blocksOf(share);
    const made = (): Sequences => ({
      worse: new MatchedSequence({ alpha: (2 * alpha) / measures.length, ...blocks }),
      noWorse: new MatchedSequence({ alpha: 2 * alpha, ...blocks }),
      candidate: new Mean(),
      baseline: new Mean(),
      course: new Course(),
    });
    this.#measures = new Map(measures.map((measure) => [measure, made()]));
  }

  /** The values of one conversation; in the order in which conversations began on a side. @param atMs when it began */
  add(side: Side, values: Values, atMs = 0): void {
    for (const [measure, sequences] of this.#measures) {
      const value = values[measure] ?? null;
      if (value === null) continue;
      sequences.worse.add(side, value);
      sequences.noWorse.add(side, value);
      sequences[side].add(value);
      sequences.course.add({ low: sequences.worse.bounds.low, high: sequences.noWorse.bounds.high }, atMs);
    }
  }

  get verdict(): Comparison['verdict'] {
    return verdictOf(this.#compared());
  }

  get now(): Comparison {
    const measures = this.#compared();
    const withHistory = measures.map((each): ComparedMeasure => {
      return { ...each, history: this.#measures.get(each.measure)?.course.history ?? [] };
    });
    return { verdict: verdictOf(measures), measures: withHistory };
  }

  #compared(): WithoutHistory[] {
    return [...this.#measures].map(([measure, sequences]) => compared(measure, sequences, this.#options));
  }
}

type WithoutHistory = Omit<ComparedMeasure, 'history'>;

function verdictOf(measures: readonly WithoutHistory[]): Comparison['verdict'] {
  if (measures.some(({ outcome }) => outcome === 'worse')) return 'worse';
  return measures.every(({ outcome }) => outcome === 'no worse') ? 'won' : 'open';
}

const MOST_IN_A_BLOCK = 50;

/** How many conversations of a side come while the other gets one. */
function blocksOf(share: number): { readonly candidate: number; readonly baseline: number } {
  const size = (ratio: number): number => Math.min(MOST_IN_A_BLOCK, Math.max(1, Math.round(ratio)));
  return { candidate: size(share / (1 - share)), baseline: size((1 - share) / share) };
}

interface Sequences {
  readonly worse: MatchedSequence;
  readonly noWorse: MatchedSequence;
  readonly candidate: Mean;
  readonly baseline: Mean;
  readonly course: Course;
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
  }

  get side(): ComparedSide {
    return { conversations: this.#count, mean: this.#count === 0 ? null : this.#sum / this.#count };
  }
}

function compared(measure: MeasureName, sequences: Sequences, options: ComparisonOptions): WithoutHistory {
  const { title, margin } = MEASURES[measure];
  const [candidate, baseline] = [sequences.candidate.side, sequences.baseline.side];
  const difference = candidate.mean === null || baseline.mean === null ? null : candidate.mean - baseline.mean;
  const { low } = sequences.worse.bounds;
  const { high } = sequences.noWorse.bounds;
  const fewest = Math.min(candidate.conversations, baseline.conversations);
  const isEnough = fewest >= options.minimum;
  const outcome = isEnough && low > 0 ? 'worse' : isEnough && high < margin ? 'no worse' : 'open';
  const more = outcome === 'open' ? moreOf({ difference, high, margin, fewest, minimum: options.minimum }) : 0;
  return { measure, title, candidate, baseline, difference, low, high, margin, outcome, more };
}

interface Short {
  readonly difference: number | null;
  readonly high: number;
  readonly margin: number;
  readonly fewest: number;
  readonly minimum: number;
}

// A bound's distance from its estimate shrinks with the root of the number, at least.
function moreOf({ difference, high, margin, fewest, minimum }: Short): number | null {
  const least = Math.max(0, minimum - fewest);
  if (difference === null || fewest === 0) return Math.max(1, least);
  if (difference >= margin) return null;
  const needed = Math.ceil(fewest * ((high - difference) / (margin - difference)) ** 2);
  return Math.max(1, least, needed - fewest);
}
