import { toJamo } from '@naru/language';
import { requireReference, sumOf, type CountedMeasure, type Counts } from './counted-measure.ts';
import { characterNGrams, nGramsOf, shared, total, type NGrams } from './n-grams.ts';
import { withoutSpaces, wordsOf } from './spaces.ts';

export interface ChrfOptions {
  /** N-grams of words up to this length count too; 2 makes it chrF++. Default 0. */
  readonly wordOrder?: number;
  /**
   * What a character is. `as-is`: a code point of the text as it stands, as sacrebleu does (default); `syllable`: after
   * NFC; `jamo`: a letter of Hangul, so that 했다 and 한다 share most of it.
   */
  readonly characters?: 'as-is' | 'syllable' | 'jamo';
}

const CHARACTER_ORDER = 6;
const BETA = 2;

/**
 * chrF (Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015) and chrF++ (2017), as sacrebleu's
 * CHRF counts them: no whitespace in n-grams of characters, orders that neither text is long enough for left out, and
 * of several references the one with the best score.
 */
export function chrf({ wordOrder = 0, characters = 'as-is' }: ChrfOptions = {}): CountedMeasure {
  const read = READINGS[characters];
  const itemScore = (counts: Counts): number => fScore(counts);
  return {
    count(answer, references) {
      requireReference(references);
      const answered = allNGrams(read(answer), wordOrder);
      let best: Counts = [];
      let bestScore = -1;
      for (const reference of references) {
        const counts = compare(answered, allNGrams(read(reference), wordOrder));
        const score = itemScore(counts);
        if (score > bestScore) {
          best = counts;
          bestScore = score;
        }
      }
      return best;
    },
    itemScore,
    corpusScore: (items) => itemScore(sumOf(items)),
  };
}

const READINGS = {
  'as-is': (text: string): string => text,
  syllable: (text: string): string => text.normalize('NFC'),
  jamo: (text: string): string => toJamo(text.normalize('NFC')),
};

function allNGrams(text: string, wordOrder: number): NGrams[] {
  const bare = withoutSpaces(text);
  const grams: NGrams[] = [];
  for (let order = 1; order <= CHARACTER_ORDER; order += 1) grams.push(characterNGrams(bare, order));
  const words = wordOrder > 0 ? wordsOf(text).flatMap(apartFromSign) : [];
  for (let order = 1; order <= wordOrder; order += 1) grams.push(nGramsOf(words, order));
  return grams;
}

const SIGN_AT_END = /^(.+)([!-/:-@[-`{-~])$/su;
const SIGN_AT_START = /^([!-/:-@[-`{-~])(.+)$/su;

/** One sign at the end or, where there is none, at the start is a word of its own. */
function apartFromSign(word: string): string[] {
  const parts = SIGN_AT_END.exec(word) ?? SIGN_AT_START.exec(word);
  return parts === null ? [word] : parts.slice(1);
}

/** For each order: n-grams of the answer, of the reference, and in both. */
function compare(answer: readonly NGrams[], reference: readonly NGrams[]): number[] {
  return answer.flatMap((grams, order) => {
    const others = reference[order] ?? new Map<string, number>();
    return [others.size > 0 ? total(grams) : 0, total(others), shared(grams, others)];
  });
}

function fScore(counts: Counts): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let at = 0; at < counts.length; at += 3) {
    const [inAnswer = 0, inReference = 0, inBoth = 0] = counts.slice(at, at + 3);
    if (inAnswer === 0 || inReference === 0) continue;
    precision += inBoth / inAnswer;
    recall += inBoth / inReference;
    orders += 1;
  }
  if (precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
}
