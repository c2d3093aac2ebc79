import { imul, mixed } from '../mixed.ts';
import type { Tokens } from './tokens.ts';

/**
 * What a gram weighs: 13 words or 24 syllables (`tokensOf`).
 *
 * 13 words are the gram of GPT-3's decontamination (Brown et al. 2020, arXiv:2005.14165, appendix C). For Hangul 24
 * syllables were measured to be as much: among 222 unrelated answers of `data/samples` in each language, in which false
 * hits are most likely since they speak of the same few things, runs shared by chance end at 7 words in English and at 14
 * syllables in Korean; 13 words stand as far above the one as 24 syllables above the other.
 */
export const GRAM_WEIGHT = 13 * 24;

/** What an item must weigh to be looked for as a whole where it is shorter than a gram: 8 words, GPT-3's least, or 15 syllables. */
export const LEAST_WEIGHT = 8 * 24;

const BASE = 0x9e3779b1;
/** A gram is no longer than so many tokens: the lightest weighs 13. */
const MOST_TOKENS = Math.ceil(GRAM_WEIGHT / 13);
const POWERS = Uint32Array.from({ length: MOST_TOKENS + 1 }, (_, exponent) => power(exponent));

/** Calls `gram` with the first token and the hash of each shortest run of tokens of at least `weight`. */
export function eachGram(
  { hashes, weights }: Tokens,
  weight: number,
  gram: (start: number, hash: number) => void,
): void {
  const prefixes = new Uint32Array(hashes.length + 1);
  for (let at = 0; at < hashes.length; at += 1) {
    prefixes[at + 1] = imul(prefixes[at] ?? 0, BASE) + (hashes[at] ?? 0);
  }
  let end = 0;
  let held = 0;
  for (let start = 0; start < hashes.length; start += 1) {
    while (held < weight && end < hashes.length) held += weights[end++] ?? 0;
    if (held < weight) return;
    const before = imul(prefixes[start] ?? 0, POWERS[end - start] ?? 0);
    gram(start, mixed((prefixes[end] ?? 0) - before));
    held -= weights[start] ?? 0;
  }
}

function power(exponent: number): number {
  let result = 1;
  for (let times = 0; times < exponent; times += 1) result = imul(result, BASE);
  return result;
}
