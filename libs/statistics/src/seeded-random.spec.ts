import { seededRandom } from './seeded-random.ts';

describe('seeded numbers', () => {
  it('are the same for one seed and others for another', () => {
    const take = (seed: number): number[] => Array.from({ length: 4 }, seededRandom(seed));

    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
  });

  it('lie evenly from 0 to 1', () => {
    const random = seededRandom(3);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }

    // Chi-squared with 9 degrees of freedom is above 27.9 once in a thousand.
    const distance = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(distance).toBeLessThan(27.9);
  });
});
