/**
 * Shares of repeated text, by characters rather than words, so that Korean is measured like English. The ideas are
 * Gopher's (Rae et al. 2021, table A1: duplicate lines and duplicate n-grams by characters).
 */
export interface Repetition {
  /** Windows of 16 letters that stood before. */
  readonly long: number;
  /** Windows of 5, over the first thousand letters. */
  readonly short: number;
}

const LONG = 16;
const SHORT = 5;
const SHORT_SPAN = 1000;
// Fewer letters do not tell a loop from a phrase.
const LEAST_LONG = 60;
const LEAST_SHORT = 15;

export function repetitionOf(letters: Uint16Array): Repetition {
  return {
    long: letters.length < LEAST_LONG ? 0 : repeatedShare(letters, LONG),
    short: letters.length < LEAST_SHORT ? 0 : repeatedShare(letters.subarray(0, SHORT_SPAN), SHORT),
  };
}

const SIZE = 1 << 15;
const MULTIPLIER = 0x01000193;
/** Hashes seen, each with the round it was seen in: nothing has to be cleared between turns. */
const hashes = new Int32Array(SIZE);
const rounds = new Int32Array(SIZE);
let round = 0;

function repeatedShare(letters: Uint16Array, width: number): number {
  let leaving = 1;
  for (let count = 1; count < width; count++) leaving = Math.imul(leaving, MULTIPLIER);
  round = (round + 1) | 0;
  let hash = 0;
  let repeated = 0;
  for (let index = 0; index < letters.length; index++) {
    if (index >= width) hash = (hash - Math.imul(letters[index - width] ?? 0, leaving)) | 0;
    hash = (Math.imul(hash, MULTIPLIER) + (letters[index] ?? 0)) | 0;
    if (index >= width - 1 && wasSeen(hash)) repeated++;
  }
  return repeated / (letters.length - width + 1);
}

function wasSeen(hash: number): boolean {
  let place = (hash ^ (hash >>> 15)) & (SIZE - 1);
  while (rounds[place] === round) {
    if (hashes[place] === hash) return true;
    place = (place + 1) & (SIZE - 1);
  }
  rounds[place] = round;
  hashes[place] = hash;
  return false;
}

const LEAST_LINES = 4;
const LEAST_LINE = 6;

/** Share of the lines, by characters, that stood before in the text. Rows of tables and short marks do not count. */
export function repeatedLines(text: string): number {
  let lines = 0;
  let all = 0;
  let repeated = 0;
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    const content = line.trim();
    if (content.length < LEAST_LINE || content.startsWith('|')) continue;
    lines++;
    all += content.length;
    if (seen.has(content)) repeated += content.length;
    seen.add(content);
  }
  return lines < LEAST_LINES ? 0 : repeated / all;
}
