import { coarseFilter, coarseWords } from './coarse.ts';
import { duplicateSettings } from './settings.ts';
import { signer } from './signature.ts';

const settings = duplicateSettings({ threshold: 0.5 });
const sign = signer(settings);

/** A word of three syllables that no other number has. */
const word = (number: number): string =>
  String.fromCharCode(...[7919, 104_729, 1_299_709].map((prime) => 0xac00 + ((number * prime) % 11_172)));

/** A hundred words, of which the first are those of every text. */
const text = (seed: number, shared: number): string =>
  Array.from({ length: 100 }, (_, at) => word(at < shared ? at : 1000 * seed + at)).join(' ');

function passing(shared: number): number {
  const texts = Array.from({ length: 400 }, (_, seed) => text(seed + 1, shared));
  const words = coarseWords(settings.permutations);
  const all = new Uint32Array(texts.length * words);
  texts.forEach((each, row) => all.set(sign(each).coarse, row * words));
  const mayReach = coarseFilter(all, settings);
  return Array.from({ length: 200 }, (_, pair) => pair).filter((pair) => mayReach(2 * pair, 2 * pair + 1)).length;
}

describe('the coarse filter', () => {
  it('lets pass what reaches the threshold, and little of what shares a boilerplate', () => {
    expect(passing(80)).toBeGreaterThanOrEqual(195);
    expect(passing(45)).toBeLessThan(60);
    expect(passing(0)).toBe(0);
  });
});
