/** The next number, from 0 to 1 without 1. */
export type Random = () => number;

const { imul } = Math;

/**
 * Numbers that look random and are the same for the same seed: xoshiro128**, 53 bits a number from two of its steps,
 * its state filled by splitmix32 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021).
 *
 * @param seed a whole number; its lowest 32 bits count
 */
export function seededRandom(seed: number): Random {
  const fill = splitmix32(seed);
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  const step = (): number => {
    const result = imul(rotated(imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  return () => ((step() >>> 5) * 2 ** 26 + (step() >>> 6)) / 2 ** 53;
}

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}
