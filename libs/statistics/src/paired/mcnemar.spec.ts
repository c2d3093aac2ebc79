import { mcnemar } from './mcnemar.ts';

/** Pairs of which the candidate alone is right in `better`, the baseline alone in `worse`. */
function pairs(better: number, worse: number): [boolean[], boolean[]] {
  const both = [true, true, false];
  const yes = (count: number): boolean[] => new Array<boolean>(count).fill(true);
  const no = (count: number): boolean[] => new Array<boolean>(count).fill(false);
  return [
    [...both, ...yes(better), ...no(worse)],
    [...both, ...no(better), ...yes(worse)],
  ];
}

describe("McNemar's test", () => {
  // SciPy 1.17, stats.binomtest(min(b, c), b + c, 0.5).pvalue
  it.each([
    [5, 0, 0.0625],
    [10, 3, 0.09228515625],
    [12, 30, 0.007915897],
    [120, 80, 0.005685155],
    [7, 7, 1],
    [0, 0, 1],
  ])('of %i against %i', (better, worse, p) => {
    const result = mcnemar(...pairs(better, worse));

    expect(result).toMatchObject({ better, worse });
    expect(result.p).toBeCloseTo(p, 6);
  });

  it('refuses answers that are not paired', () => {
    expect(() => mcnemar([true], [])).toThrow('1 of the candidate, 0 of the baseline');
  });
});
