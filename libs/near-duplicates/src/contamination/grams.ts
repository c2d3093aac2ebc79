import { imul, mixed } from '../mixed.ts';
import type { Tokens } from './tokens.ts';

/**
 * What a shared stretch must weigh: 13 words or 24 syllables (`tokensOf`).
 *
 * 13 words are the gram of GPT-3's decontamination (Brown et al. 2020, arXiv:2005.14165, appendix C). For Hangul 24
 * syllables were measured to be as much: among 222 unrelated answers of `data/samples` in each language, in which false
 * hits are most likely since they speak of the same few things, runs shared by chance end at 7 words in English and at
 * 14 syllables in Korean; 13 words stand as far above the one as 24 syllables above the other.
 */
export const GRAM_WEIGHT = 13 * 24;

/** What an item shorter than that must weigh to be looked for as a whole: 8 words, GPT-3's least, or 15 syllables. */
export const LEAST_WEIGHT = 8 * 24;

const BASE = 0x9e3779b1;
/** No run of least weight has more tokens: the lightest token weighs 13. */
const MOST_TOKENS = Math.ceil(LEAST_WEIGHT / 13);
const POWERS = powers(MOST_TOKENS);

let prefixes = new Uint32Array(4096);
let hashes = new Uint32Array(4096);

/**
 * The hash of the shortest run of at least `LEAST_WEIGHT` from each token on, as far as there is one. The next call
 * writes over what this one gave.
 */
export function gramsOf(tokens: Tokens): Uint32Array {
  const { weights } = tokens;
  const count = weights.length;
  if (hashes.length <= count) {
    prefixes = new Uint32Array(count * 2);
    hashes = new Uint32Array(count * 2);
  }
  for (let at = 0; at < count; at += 1) prefixes[at + 1] = imul(prefixes[at] ?? 0, BASE) + (tokens.hashes[at] ?? 0);
  let end = 0;
  let held = 0;
  for (let start = 0; start < count; start += 1) {
    while (held < LEAST_WEIGHT && end < count) held += weights[end++] ?? 0;
    if (held < LEAST_WEIGHT) return hashes.subarray(0, start);
    hashes[start] = mixed((prefixes[end] ?? 0) - imul(prefixes[start] ?? 0, POWERS[end - start] ?? 0));
    held -= weights[start] ?? 0;
  }
  return hashes.subarray(0, count);
}

/**
 * The next token whose gram is looked up after the one at `start`. Any stretch of `GRAM_WEIGHT` that begins between the
 * two still holds the whole gram of the next, so that those between need no look-up.
 */
export function nextLookup({ weights }: Tokens, start: number): number {
  let passed = 0;
  let next = start + 1;
  while (next < weights.length && passed + (weights[next] ?? 0) <= GRAM_WEIGHT - LEAST_WEIGHT) {
    passed += weights[next] ?? 0;
    next += 1;
  }
  return next;
}

function powers(most: number): Uint32Array {
  const list = new Uint32Array(most + 1).fill(1);
  for (let exponent = 1; exponent <= most; exponent += 1) list[exponent] = imul(list[exponent - 1] ?? 1, BASE);
  return list;
}
