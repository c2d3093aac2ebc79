import { bleu as bleuOf, chrf as chrfOf, rouge, type CountedMeasure } from '@naru/text-measures';

import type { Measure } from './measure.ts';

const POINTS = 'points of 100';

/** chrF++ as sacrebleu counts it, after NFC. */
export const CHRF = chrfOf({ wordOrder: 2, characters: 'syllable' });
/** The same over the letters of Hangul, for endings that differ in one. */
export const CHRF_JAMO = chrfOf({ wordOrder: 2, characters: 'jamo' });
export const BLEU = bleuOf({ composed: true });

export const chrf = counted('chrf', 'chrF++ against the reference', CHRF);
export const chrfJamo: Measure = {
  ...counted('chrf-jamo', 'chrF++ over jamo, Korean alone', CHRF_JAMO),
  of: (item, made) => (item.kind === 'question' && item.language === 'ko' ? scored(CHRF_JAMO, item, made) : undefined),
};
/** Of one answer; BLEU is meant for a corpus, whose own figure the report shows beside it. */
export const bleu = counted('bleu', 'BLEU of each answer against the reference', BLEU);
export const rougeL: Measure = {
  name: 'rouge-l',
  title: 'ROUGE-L against the reference, Hangul counted',
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) =>
    item.kind === 'question' && answer ? rouge(answer.text, item.references).rougeL : undefined,
};

function counted(name: string, title: string, measure: CountedMeasure): Measure {
  return { name, title, unit: POINTS, higherIsBetter: true, of: (item, made) => scored(measure, item, made) };
}

function scored(measure: CountedMeasure, item: Parameters<Measure['of']>[0], made: Parameters<Measure['of']>[1]) {
  if (item.kind !== 'question' || made.answer === undefined) return undefined;
  return measure.itemScore(measure.count(made.answer.text, item.references));
}
