import { pairedBootstrap } from './paired-bootstrap.ts';

const DIFFERENCES = Array.from({ length: 200 }, (_, at) => (((at * 37) % 101) - 45) / 50);
const SEED = 7;

describe('the paired bootstrap', () => {
  it('gives the interval that SciPy gives', () => {
    const { estimate, low, high, items } = pairedBootstrap(DIFFERENCES, { seed: SEED });

    // SciPy 1.17, stats.bootstrap((d,), np.mean, n_resamples=200000, method='percentile')
    expect(estimate).toBeCloseTo(0.1009, 6);
    expect(low).toBeCloseTo(0.0198, 2);
    expect(high).toBeCloseTo(0.182, 2);
    expect(items).toBe(200);
  });

  it('is the same for the same seed, and nearly so for another', () => {
    const of = (seed: number) => pairedBootstrap(DIFFERENCES, { seed });

    expect(of(1)).toEqual(of(1));
    expect(of(1).low).not.toBe(of(2).low);
    expect(of(1).low).toBeCloseTo(of(2).low, 2);
  });

  it('says how likely the mean is where the truth is zero, or minus a margin', () => {
    const { p } = pairedBootstrap(DIFFERENCES, { seed: SEED });
    const withMargin = pairedBootstrap(DIFFERENCES, { seed: SEED, null: -0.1 });
    const worse = pairedBootstrap(
      DIFFERENCES.map((difference) => -difference),
      { seed: SEED },
    );

    expect(p).toBeGreaterThan(0.002);
    expect(p).toBeLessThan(0.025);
    expect(withMargin.p).toBeLessThan(0.001);
    expect(worse.p).toBeGreaterThan(0.97);
  });

  it('is less sure where answers to one prompt are alike', () => {
    const four = DIFFERENCES.flatMap((difference) => [difference, difference, difference, difference]);
    const clusters = four.map((_, at) => `prompt ${Math.floor(at / 4)}`);
    const width = ({ low, high }: { low: number; high: number }): number => high - low;
    const alone = pairedBootstrap(DIFFERENCES, { seed: SEED });
    const clustered = pairedBootstrap(four, { seed: SEED, clusters });

    expect(clustered.clusters).toBe(200);
    expect(width(clustered)).toBeCloseTo(width(alone), 6);
    expect(width(pairedBootstrap(four, { seed: SEED }))).toBeLessThan(width(alone) * 0.6);
  });

  it.each([
    ['no items', [], undefined, 'No items to compare.'],
    ['a hole', [1, NaN], undefined, 'Item 2 has no finite difference: NaN.'],
    ['too few clusters', [1, 2], ['a'], '1 clusters for 2 items.'],
  ])('refuses %s', (_, differences, clusters, message) => {
    expect(() => pairedBootstrap(differences, { seed: SEED, ...(clusters && { clusters }) })).toThrow(message);
  });
});
