import type { Measure } from '../measures/measure.ts';
import { mean, type ScoredItem } from './scored-item.ts';

/** The numbers of one measure, item beside item. */
export interface Pairs {
  readonly candidate: number | null;
  readonly baseline: number | null;
  /** Candidate minus baseline, turned so that more is better. */
  readonly differences: readonly number[];
  /** The prompt of each. */
  readonly clusters: readonly string[];
}

export function pairsOf({ name, higherIsBetter }: Measure, items: readonly ScoredItem[]): Pairs {
  const [candidate, baseline, differences, clusters]: [number[], number[], number[], string[]] = [[], [], [], []];
  for (const { numbers, evaluated } of items) {
    const pair = numbers.get(name);
    if (pair === undefined) continue;
    for (const [at, own] of pair.candidate.entries()) {
      const other = pair.baseline[at] ?? own;
      candidate.push(own);
      baseline.push(other);
      differences.push(higherIsBetter ? own - other : other - own);
      clusters.push(evaluated.prompt);
    }
  }
  const none = differences.length === 0;
  return { candidate: none ? null : mean(candidate), baseline: none ? null : mean(baseline), differences, clusters };
}
