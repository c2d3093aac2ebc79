const WORD = /\S+/g;

/**
 * The share of n-grams of words that are said again: 1 minus distinct by all (rep-n of Welleck et al., "Neural Text
 * Generation with Unlikelihood Training", 2020). 0 where the text is shorter than one.
 */
export function repeatedShare(text: string, order = 4): number {
  const words = wordsIn(text);
  const all = words.length - order + 1;
  if (all <= 0) return 0;
  const distinct = new Set<string>();
  for (let at = 0; at < all; at += 1) distinct.add(words.slice(at, at + order).join(' '));
  return 1 - distinct.size / all;
}

/** How many words the longest run has that stands in the text more than once; the two may overlap. */
export function longestRepeat(text: string): number {
  const words = wordsIn(text);
  const blocks = [classesOf(words)];
  for (let size = 1; size * 2 < words.length; size *= 2)
    blocks.push(joined(blocks.at(-1) ?? [], blocks.at(-1) ?? [], size));
  // A run of some length repeats only where every shorter one does: the length is found from its largest power of two.
  let longest = 0;
  let runs: readonly number[] = words.map(() => 0);
  for (let power = blocks.length - 1; power >= 0; power -= 1) {
    const longer = joined(runs, blocks[power] ?? [], longest);
    if (new Set(longer).size === longer.length) continue;
    runs = longer;
    longest += 2 ** power;
  }
  return longest;
}

/** One number for each different word. */
function classesOf(words: readonly string[]): number[] {
  const known = new Map<string, number>();
  return words.map((word) => known.get(word) ?? (known.set(word, known.size), known.size - 1));
}

/** One number for each different pair of a run and the block that follows it `apart` words later. */
function joined(runs: readonly number[], blocks: readonly number[], apart: number): number[] {
  const known = new Map<number, number>();
  const pairs: number[] = [];
  for (let at = 0; at < runs.length && at + apart < blocks.length; at += 1) {
    const pair = (runs[at] ?? 0) * (blocks.length + 1) + (blocks[at + apart] ?? 0);
    const place = known.get(pair) ?? known.size;
    known.set(pair, place);
    pairs.push(place);
  }
  return pairs;
}

export interface Loop {
  /** What is said over and over, cut where the text ends. */
  readonly unit: string;
  /** How often, 3 or more; not whole where the last is cut off. */
  readonly times: number;
  /** Where in the text it begins. */
  readonly start: number;
}

// Longer loops than this are found by what they end in.
const TAIL = 8000;
const LEAST_TIMES = 3;
const LEAST_CHARACTERS = 24;

/** The stretch at the end of a text that goes around in a circle, where there is one of 24 characters or more. */
export function loopAtEnd(text: string): Loop | undefined {
  const trimmed = text.trimEnd();
  const tail = trimmed.slice(-TAIL);
  const backwards = tail.split('').reverse();
  const borders = bordersOf(backwards);
  for (let length = tail.length; length >= LEAST_CHARACTERS; length -= 1) {
    const period = length - (borders[length - 1] ?? 0);
    if (length / period < LEAST_TIMES) continue;
    return { unit: tail.slice(-period), times: length / period, start: trimmed.length - length };
  }
  return undefined;
}

/** For each beginning, how long its longest other beginning is that it also ends in (Knuth, Morris, Pratt, 1977). */
function bordersOf(characters: readonly string[]): Uint32Array {
  const borders = new Uint32Array(characters.length);
  for (let at = 1; at < characters.length; at += 1) {
    let border = borders[at - 1] ?? 0;
    while (border > 0 && characters[at] !== characters[border]) border = borders[border - 1] ?? 0;
    borders[at] = characters[at] === characters[border] ? border + 1 : 0;
  }
  return borders;
}

function wordsIn(text: string): string[] {
  return text.normalize('NFC').match(WORD) ?? [];
}
