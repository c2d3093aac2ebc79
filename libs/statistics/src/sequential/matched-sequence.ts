import { MeanSequence, type Bounds } from './mean-sequence.ts';

export interface MatchedOptions {
  /** The chance to be wrong at any time; half of it on either side. */
  readonly alpha: number;
  /** So many values of a side are held, by their mean, against so many of the other; by default 1 and 1. */
  readonly candidate?: number;
  readonly baseline?: number;
}

/**
 * Bounds of the difference of two means, candidate minus baseline, of values from 0 to 1; valid at all times at once.
 * The first values of a side are matched with the first of the other, the next with the next. Against bounds of each
 * mean by itself (`DifferenceSequence`) this takes about half as many values, and what changes for both sides at once,
 * such as an evening's load, falls out. Values that nothing is matched with yet do not count. Precise to 0.002.
 */
export class MatchedSequence {
  readonly #differences: MeanSequence;
  readonly #candidate: Blocks;
  readonly #baseline: Blocks;

  constructor({ alpha, candidate = 1, baseline = 1 }: MatchedOptions) {
    this.#differences = new MeanSequence(alpha);
    this.#candidate = new Blocks(candidate);
    this.#baseline = new Blocks(baseline);
  }

  get bounds(): Bounds {
    const { low, high } = this.#differences.bounds;
    return { low: 2 * low - 1, high: 2 * high - 1 };
  }

  /** Differences so far; how many values each took is the size of its blocks. */
  get count(): number {
    return this.#differences.count;
  }

  /** The mean of the differences so far; NaN before the first. */
  get mean(): number {
    return 2 * this.#differences.mean - 1;
  }

  /** @throws RangeError for a value that is not from 0 to 1 */
  add(side: 'candidate' | 'baseline', value: number): void {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`A value from 0 to 1, not ${value}.`);
    (side === 'candidate' ? this.#candidate : this.#baseline).add(value);
    const [candidate] = this.#candidate.means;
    const [baseline] = this.#baseline.means;
    if (candidate === undefined || baseline === undefined) return;
    this.#candidate.means.shift();
    this.#baseline.means.shift();
    this.#differences.add((candidate - baseline + 1) / 2);
  }
}

/** Values in the order that they come in, as the means of so many each. */
class Blocks {
  readonly means: number[] = [];
  readonly #size: number;
  #sum = 0;
  #count = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
    if (this.#count < this.#size) return;
    this.means.push(this.#sum / this.#size);
    this.#sum = 0;
    this.#count = 0;
  }
}
