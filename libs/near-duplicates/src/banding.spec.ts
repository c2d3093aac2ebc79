import { bandingFor, candidateProbability } from './banding.ts';

describe('the banding', () => {
  it('for 0.8 with 112 permutations is 16 bands of 7', () => {
    const banding = bandingFor(0.8, 112);

    expect(banding).toEqual({ bands: 16, rows: 7 });
    expect(candidateProbability(0.8, banding)).toBeCloseTo(0.977, 3);
    expect(candidateProbability(0.85, banding)).toBeCloseTo(0.998, 3);
    expect(candidateProbability(0.3, banding)).toBeLessThan(0.004);
  });

  it.each([0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])('for %d finds what it must with any number', (threshold) => {
    for (const permutations of [64, 112, 128, 256]) {
      const banding = bandingFor(threshold, permutations);

      expect(banding.bands * banding.rows).toBeLessThanOrEqual(permutations);
      expect(candidateProbability(threshold, banding)).toBeGreaterThan(0.95);
      expect(candidateProbability(Math.min(1, threshold + 0.05), banding)).toBeGreaterThan(0.98);
    }
  });

  it('compares everything that agrees anywhere where nothing less finds enough', () => {
    expect(bandingFor(0.1, 16)).toEqual({ bands: 16, rows: 1 });
  });
});
