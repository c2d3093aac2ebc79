import { imul, mixed } from './mixed.ts';

const BITS = 2;
const IN_WORD = 32 / BITS;
const LOW_BITS = 0x55555555;
/** Standard deviations below the threshold at which a pair is no longer worth comparing: 6 in 1,000 pairs are missed. */
const DEVIATIONS = 2.5;

/** Words of 32 bits in a coarse sketch. */
export const coarseWords = (permutations: number): number => Math.ceil(permutations / IN_WORD);

/** Two bits of each number of a sketch (b-bit MinHash, Li and König 2010): enough to tell what is not worth comparing. */
export function coarseSketch(sketch: Uint32Array): Uint32Array {
  const words = new Uint32Array(coarseWords(sketch.length));
  for (let at = 0; at < sketch.length; at += 1) {
    const word = Math.floor(at / IN_WORD);
    words[word] = (words[word] ?? 0) | ((mixed(sketch[at] ?? 0) & 3) << (BITS * (at % IN_WORD)));
  }
  return words;
}

/**
 * Tells of two rows whether they may reach the threshold, by their coarse sketches alone: some hundred times faster than
 * an exact comparison.
 *
 * @param words the coarse sketches of all rows, one after the other
 */
export function coarseFilter(
  words: Uint32Array,
  { permutations, threshold }: { readonly permutations: number; readonly threshold: number },
): (first: number, second: number) => boolean {
  const length = coarseWords(permutations);
  const chance = 1 / 2 ** BITS;
  const agreeing = threshold + (1 - threshold) * chance;
  const deviation = Math.sqrt((agreeing * (1 - agreeing)) / permutations);
  const most = permutations * (1 - agreeing + DEVIATIONS * deviation);
  return (first, second) => {
    let different = 0;
    for (let at = 0; at < length; at += 1) {
      const both = (words[first * length + at] ?? 0) ^ (words[second * length + at] ?? 0);
      different += bitsIn((both | (both >>> 1)) & LOW_BITS);
    }
    return different <= most;
  };
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
