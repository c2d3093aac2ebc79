import type { ComparedMeasure, EvaluatedItem } from '@naru/contracts';

/** An item with what the candidate gained by it; more is better. */
export interface Gained {
  readonly item: EvaluatedItem;
  readonly gain: number;
}

/** The items that a measure has a number for, in their order. */
export function gainsOf(
  { measure, higherIsBetter }: Pick<ComparedMeasure, 'measure' | 'higherIsBetter'>,
  items: readonly EvaluatedItem[],
): Gained[] {
  return items.flatMap((item) => {
    const [candidate, baseline] = item.scores[measure] ?? [];
    if (candidate === undefined || baseline === undefined) return [];
    return [{ item, gain: higherIsBetter ? candidate - baseline : baseline - candidate }];
  });
}

export const hasAnswers = ({ candidate, baseline }: EvaluatedItem): boolean =>
  candidate.answer !== null && baseline.answer !== null;
