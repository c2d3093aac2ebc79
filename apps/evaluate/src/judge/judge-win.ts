import type { EvaluatedItem } from '@naru/contracts';

import type { Pair, Win } from './pair.ts';

/** The measure that a gate names. A loss of one is a win of the other, so that their difference is twice the lead. */
export const JUDGE_WIN = {
  name: 'judge-win',
  title: 'Preferred by the judge',
  unit: '',
  higherIsBetter: true,
} as const;

/** The items that both have answered in words, for the judge. */
export const pairsOf = (items: readonly EvaluatedItem[]): Pair[] =>
  items.flatMap((item) => {
    const [candidate, baseline] = [item.candidate.answer, item.baseline.answer];
    if (candidate === null || baseline === null) return [];
    const { prompt: question, references } = item;
    const language = item.language === 'ko' || item.language === 'mixed' ? 'ko' : 'en';
    return [{ key: keyOfItem(item), language, question, references, candidate, baseline }];
  });

/** The numbers of `judge-win` for an item, candidate and baseline; undefined where it was not judged. */
export function judgedScores(
  item: Pick<EvaluatedItem, 'set' | 'id'>,
  wins: ReadonlyMap<string, Win>,
): [number, number] | undefined {
  const win = wins.get(keyOfItem(item));
  return win === undefined ? undefined : [win, 1 - win];
}

const keyOfItem = ({ set, id }: Pick<EvaluatedItem, 'set' | 'id'>): string => `${set}/${id}`;
