import { seededRandom } from '../seeded-random.ts';
import { DifferenceSequence } from './difference-sequence.ts';
import { MatchedSequence } from './matched-sequence.ts';
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

describe('the bounds of matched differences', () => {
  it('leave zero with half of the values, and hold it where both sides change alike', () => {
    const [matched, apart] = [new MatchedSequence({ alpha: 0.05 }), new DifferenceSequence(0.05)];
    const alike = new MatchedSequence({ alpha: 0.05, candidate: 1, baseline: 3 });
    const random = seededRandom(3);
    let [first, second] = [Infinity, Infinity];
    for (let at = 0; at < 400; at += 1) {
      const [bad, good] = [Number(random() < 0.3), Number(random() < 0.05)];
      matched.add('candidate', bad);
      matched.add('baseline', good);
      apart.candidate.add(bad);
      apart.baseline.add(good);
      if (matched.bounds.low > 0) first = Math.min(first, at);
      if (apart.bounds.low > 0) second = Math.min(second, at);
      const chance = at < 200 ? 0.1 : 0.9;
      alike.add('candidate', Number(random() < chance));
      for (let other = 0; other < 3; other += 1) alike.add('baseline', Number(random() < chance));
    }

    expect(first).toBeLessThan(second * 0.7);
    expect(alike.count).toBe(400);
    expect(alike.bounds.low).toBeLessThan(0);
    expect(alike.bounds.high).toBeGreaterThan(0);
    expect(Math.abs(alike.mean)).toBeLessThan(0.1);
  });

  it('wait for the other side', () => {
    const sequence = new MatchedSequence({ alpha: 0.05, baseline: 2 });
    for (let at = 0; at < 100; at += 1) sequence.add('candidate', 1);

    expect(sequence.count).toBe(0);
    expect(sequence.bounds).toEqual({ low: -1, high: 1 });
    expect(() => sequence.add('baseline', 2)).toThrow('A value from 0 to 1');
  });
});
