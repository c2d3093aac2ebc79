import { tokens13a, tokensOfCharacters } from './bleu-tokens.ts';
import { requireReference, sumOf, type CountedMeasure, type Counts } from './counted-measure.ts';
import { nGramsOf } from './n-grams.ts';

export interface BleuOptions {
  /** `13a`: words and signs as WMT counts them; `char`: every character, for text whose words are long. Default `13a`. */
  readonly tokens?: '13a' | 'char';
  /** NFC first; sacrebleu takes the text as it stands. Default false. */
  readonly composed?: boolean;
}

const ORDER = 4;
// What sacrebleu takes for the logarithm of 0.
const LOG_OF_ZERO = -9999999999;

/**
 * BLEU (Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", 2002), as sacrebleu counts
 * it: exponential smoothing; one answer is scored over the orders it is long enough for, a corpus over all four.
 */
export function bleu({ tokens = '13a', composed = false }: BleuOptions = {}): CountedMeasure {
  const split = tokens === '13a' ? tokens13a : tokensOfCharacters;
  const read = (text: string): string[] => split(composed ? text.normalize('NFC') : text);
  return {
    count(answer, references) {
      requireReference(references);
      return compare(read(answer), references.map(read));
    },
    itemScore: (counts) => score(counts, 'effective'),
    corpusScore: (items) => score(sumOf(items), 'all'),
  };
}

/** Length of the answer and of the reference that is closest in length; n-grams in both, by order; in the answer. */
function compare(answer: readonly string[], references: readonly (readonly string[])[]): number[] {
  const correct: number[] = [];
  const total: number[] = [];
  for (let order = 1; order <= ORDER; order += 1) {
    const most = new Map<string, number>();
    for (const reference of references) {
      for (const [gram, times] of nGramsOf(reference, order)) most.set(gram, Math.max(most.get(gram) ?? 0, times));
    }
    let inBoth = 0;
    for (const [gram, times] of nGramsOf(answer, order)) inBoth += Math.min(times, most.get(gram) ?? 0);
    correct.push(inBoth);
    total.push(Math.max(0, answer.length - order + 1));
  }
  return [answer.length, closestLength(answer.length, references), ...correct, ...total];
}

/** Of two that are as close, the shorter. */
function closestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length).sort((one, other) => one - other);
  return lengths.reduce((best, next) => (Math.abs(next - length) < Math.abs(best - length) ? next : best));
}

function score(counts: Counts, orders: 'effective' | 'all'): number {
  const [length = 0, referenceLength = 0] = counts;
  const correct = counts.slice(2, 2 + ORDER);
  if (!correct.some((count) => count > 0)) return 0;
  const logs = new Array<number>(ORDER).fill(LOG_OF_ZERO);
  let smoothing = 1;
  let effective = ORDER;
  for (const [place, matches] of correct.entries()) {
    const total = counts[2 + ORDER + place] ?? 0;
    if (total === 0) break;
    if (orders === 'effective') effective = place + 1;
    if (matches === 0) smoothing *= 2;
    logs[place] = Math.log(matches === 0 ? 100 / (smoothing * total) : (100 * matches) / total);
  }
  const brevity = length < referenceLength ? Math.exp(1 - referenceLength / length) : 1;
  return brevity * Math.exp(logs.slice(0, effective).reduce((sum, log) => sum + log, 0) / effective);
}
