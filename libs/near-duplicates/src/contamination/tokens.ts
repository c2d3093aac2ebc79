import { foldedUnit, isSyllable } from '../comparable.ts';
import { imul, mixed } from '../mixed.ts';

/** A word is worth 24 and a syllable 13, so that 13 words, or 24 syllables, or any mixture of like length make a gram. */
const WORD = 24;
const SYLLABLE = 13;
const APOSTROPHES = new Set([0x27, 0x2019]);

/** The words of a text, and the syllables where the script has no reliable words. One element a token. */
export interface Tokens {
  readonly hashes: Uint32Array;
  readonly weights: Uint8Array;
  /** Where each starts and ends in the composed (NFC) text. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

let scratch = tokensFor(4096);

/**
 * Words are runs of letters, digits and symbols, without regard to case and marks. Each Hangul syllable and each Han or
 * Kana character is a token by itself, so that spaces between them, which people set differently, mean nothing. The next
 * call writes over what this one gave: `copied` is what stays.
 */
export function tokensOf(composed: string): Tokens {
  if (scratch.hashes.length < composed.length) scratch = tokensFor(composed.length * 2);
  const { hashes, weights, starts, ends } = scratch;
  let last = -1;
  let inWord = false;
  for (let at = 0; at < composed.length; at += 1) {
    const raw = composed.charCodeAt(at);
    const unit = foldedUnit(raw);
    if (unit === 0) {
      inWord &&= APOSTROPHES.has(raw);
      continue;
    }
    const syllable = isSyllable(unit);
    if (syllable || !inWord) {
      last += 1;
      hashes[last] = 0;
      starts[last] = at;
      weights[last] = syllable ? SYLLABLE : WORD;
    }
    hashes[last] = mixed(imul(hashes[last] ?? 0, 31) + unit);
    ends[last] = at + 1;
    inWord = !syllable;
  }
  return {
    hashes: hashes.subarray(0, last + 1),
    weights: weights.subarray(0, last + 1),
    starts: starts.subarray(0, last + 1),
    ends: ends.subarray(0, last + 1),
  };
}

export function copied({ hashes, weights, starts, ends }: Tokens): Tokens {
  return { hashes: hashes.slice(), weights: weights.slice(), starts: starts.slice(), ends: ends.slice() };
}

/** What the tokens from `start` to `end` weigh. */
export function weightOf({ weights }: Tokens, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += weights[at] ?? 0;
  return sum;
}

/** The letters, digits and symbols of a text alone, lower case: what two stretches of the same tokens must share. */
export function bareText(text: string): string {
  let bare = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = foldedUnit(text.charCodeAt(at));
    if (unit !== 0) bare += String.fromCharCode(unit);
  }
  return bare;
}

function tokensFor(length: number): Tokens {
  return {
    hashes: new Uint32Array(length),
    weights: new Uint8Array(length),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
  };
}
