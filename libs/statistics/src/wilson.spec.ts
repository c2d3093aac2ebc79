import { normalQuantile } from './normal.ts';
import { wilson } from './wilson.ts';

// Expected values: SciPy 1.17, stats.norm.ppf and binomtest(...).proportion_ci(method='wilson').
describe('a share', () => {
  it.each([
    [0, 20, 0, 0.16112515805281935],
    [8, 10, 0.4901624715366418, 0.9433178485456248],
    [389, 389, 0.990221350790657, 1],
    [15, 148, 0.06238639953073629, 0.16048724172330803],
  ])('seen %i times in %i lies between', (successes, total, low, high) => {
    const interval = wilson(successes, total);

    expect(interval.low).toBeCloseTo(low, 7);
    expect(interval.high).toBeCloseTo(high, 7);
  });

  it('of nothing may be anything', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('the quantile of the normal distribution', () => {
  it.each([
    [1e-6, -4.753424308822899],
    [0.025, -1.9599639845400545],
    [0.2, -0.8416212335729143],
    [0.5, 0],
    [0.999, 3.090232306167813],
  ])('at %d', (p, value) => {
    expect(normalQuantile(p)).toBeCloseTo(value, 7);
  });

  it.each([0, 1, NaN, -1])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
