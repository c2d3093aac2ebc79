import { seededRandom } from '../seeded-random.ts';
import { DifferenceSequence } from './difference-sequence.ts';
import { MeanSequence } from './mean-sequence.ts';

/** Values that are 1 with a chance, else 0. */
function coins(chance: number, seed: number): () => number {
  const random = seededRandom(seed);
  return () => (random() < chance ? 1 : 0);
}

describe('the bounds of a mean', () => {
  it('say nothing before the first value, and narrow around the truth', () => {
    const sequence = new MeanSequence(0.05);
    expect(sequence.bounds).toEqual({ low: 0, high: 1 });

    const next = coins(0.3, 1);
    for (let at = 0; at < 1000; at += 1) sequence.add(next());

    expect(sequence.bounds.low).toBeLessThan(0.3);
    expect(sequence.bounds.high).toBeGreaterThan(0.3);
    expect(sequence.bounds.high - sequence.bounds.low).toBeLessThan(0.15);
  });

  it('close in on what is always the same', () => {
    const sequence = new MeanSequence(0.05);
    for (let at = 0; at < 300; at += 1) sequence.add(0);

    expect(sequence.bounds.low).toBe(0);
    expect(sequence.bounds.high).toBeLessThan(0.04);
  });

  it('hold at every look, in all but one of twenty', () => {
    const wrong = Array.from({ length: 100 }, (_, seed) => {
      const sequence = new MeanSequence(0.05);
      const next = coins(0.1, seed);
      for (let at = 0; at < 300; at += 1) sequence.add(next());
      // Bounds never widen: what was wrong once is wrong at the end.
      return sequence.bounds.low > 0.1 || sequence.bounds.high < 0.1;
    }).filter(Boolean).length;

    expect(wrong).toBeLessThanOrEqual(5);
  });

  it.each([-0.1, 1.1, NaN])('refuse %d', (value) => {
    expect(() => new MeanSequence(0.05).add(value)).toThrow('A value from 0 to 1');
  });
});

describe('the bounds of a difference', () => {
  it('leave zero when the candidate fails five times as often', () => {
    const sequence = new DifferenceSequence(0.05);
    const [bad, good] = [coins(0.25, 1), coins(0.05, 2)];
    for (let at = 0; at < 400; at += 1) {
      sequence.candidate.add(bad());
      sequence.baseline.add(good());
    }

    expect(sequence.bounds.low).toBeGreaterThan(0);
    expect(sequence.bounds.high).toBeGreaterThan(0.2);
  });
});
