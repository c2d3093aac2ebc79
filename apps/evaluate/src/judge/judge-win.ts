import { languageOf } from '@naru/language';

import type { Asked } from '../compare/scored-item.ts';
import type { Pair, Win } from './pair.ts';

/** What both have answered in words, for the judge. */
export const pairsOf = (asked: readonly Asked[]): Pair[] =>
  asked.flatMap(({ set, item, candidate, baseline }) => {
    if (candidate.answer === undefined || baseline.answer === undefined) return [];
    return [
      {
        key: keyOfItem(set, item.id),
        language: languageFor(item),
        question: item.prompt,
        references: item.kind === 'question' ? item.references : [],
        candidate: candidate.answer.text,
        baseline: baseline.answer.text,
      },
    ];
  });

/** The same with the judge's verdict as a number of each, for the measure `judge-win`. */
export const withWins = (asked: readonly Asked[], wins: ReadonlyMap<string, Win>): Asked[] =>
  asked.map((one) => {
    const win = wins.get(keyOfItem(one.set, one.item.id));
    if (win === undefined) return one;
    const { candidate, baseline } = one;
    return { ...one, candidate: { ...candidate, judged: win }, baseline: { ...baseline, judged: 1 - win } };
  });

function languageFor(item: Asked['item']): 'ko' | 'en' {
  const language = item.kind === 'held-out' ? languageOf(item.prompt).language : item.language;
  return language === 'ko' || language === 'mixed' ? 'ko' : 'en';
}

const keyOfItem = (set: string, id: string): string => `${set}/${id}`;
