import type { EvaluatedItem, EvaluationGate, MeasureSlice } from '@naru/contracts';
import { pairedBootstrap } from '@naru/statistics';

import type { Measure } from '../measures/measure.ts';
import { pairsOf } from './pairs.ts';
import type { ScoredItem } from './scored-item.ts';

type By = MeasureSlice['by'];

const SHORT = 60;
const LONG = 150;

/** Which slice an item is in. */
const VALUES: Readonly<Record<By, (item: EvaluatedItem) => string>> = {
  language: ({ language }) => language,
  set: ({ set }) => set,
  length: ({ prompt: { length } }) =>
    length <= SHORT ? `up to ${SHORT} characters` : length <= LONG ? `up to ${LONG} characters` : 'longer',
};

const LEAST_ITEMS = 4;
// Slices are many, and their intervals are for the eye.
const RESAMPLES = 1000;

/** Each measure by language, by set and by the length of the prompt, where its items differ in that. */
export function slicesOf(
  { level, seed }: EvaluationGate,
  measures: readonly Measure[],
  items: readonly ScoredItem[],
): MeasureSlice[] {
  return measures.flatMap((measure) => {
    const own = items.filter(({ numbers }) => numbers.has(measure.name));
    return (Object.keys(VALUES) as By[]).flatMap((by) => {
      const groups = Map.groupBy(own, ({ evaluated }) => VALUES[by](evaluated));
      if (groups.size < 2) return [];
      return [...groups]
        .filter(([, group]) => group.length >= LEAST_ITEMS)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([value, group]): MeasureSlice => {
          const { candidate, baseline, differences, clusters } = pairsOf(measure, group);
          const { estimate, low, high } = pairedBootstrap(differences, { level, seed, resamples: RESAMPLES, clusters });
          const means = { candidate: candidate ?? 0, baseline: baseline ?? 0 };
          return {
            measure: measure.name,
            by,
            value,
            items: differences.length,
            ...means,
            difference: estimate,
            low,
            high,
          };
        });
    });
  });
}
