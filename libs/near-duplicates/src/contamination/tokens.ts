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

/**
 * Words are runs of letters, digits and symbols, without regard to case and marks. Each Hangul syllable and each Han or
 * Kana character is a token by itself, so that spaces between them, which people set differently, mean nothing.
 */
export function tokensOf(composed: string): Tokens {
  const most = composed.length;
  const hashes = new Uint32Array(most);
  const weights = new Uint8Array(most);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  let count = 0;
  let inWord = false;
  for (let at = 0; at < most; at += 1) {
    const raw = composed.charCodeAt(at);
    const unit = foldedUnit(raw);
    if (unit === 0) {
      inWord &&= APOSTROPHES.has(raw);
      continue;
    }
    const syllable = isSyllable(unit);
    if (syllable || !inWord) {
      count += 1;
      starts[count - 1] = at;
      weights[count - 1] = syllable ? SYLLABLE : WORD;
    }
    hashes[count - 1] = mixed(imul(hashes[count - 1] ?? 0, 31) + unit);
    ends[count - 1] = at + 1;
    inWord = !syllable;
  }
  return {
    hashes: hashes.slice(0, count),
    weights: weights.slice(0, count),
    starts: starts.slice(0, count),
    ends: ends.slice(0, count),
  };
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
