import { MeanSequence, type Bounds } from './mean-sequence.ts';

/**
 * Bounds of the difference of two means, candidate minus baseline, of values from 0 to 1 that come in any order and any
 * number on either side; valid at all times at once. Each side has half of `alpha`.
 */
export class DifferenceSequence {
  readonly candidate: MeanSequence;
  readonly baseline: MeanSequence;

  constructor(alpha: number) {
    this.candidate = new MeanSequence(alpha / 2);
    this.baseline = new MeanSequence(alpha / 2);
  }

  get bounds(): Bounds {
    const [candidate, baseline] = [this.candidate.bounds, this.baseline.bounds];
    return { low: candidate.low - baseline.high, high: candidate.high - baseline.low };
  }
}
