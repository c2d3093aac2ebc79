import { comparableUnits } from './comparable.ts';
import { shingleEnd, shinglesOf } from './shingles.ts';
import { seeded } from './testing/seeded.ts';

const LENGTHS = { letters: 6, syllables: 3 };
const signs = ['가', '나', '다', '라', 'a', 'b', 'c', '1', '+', '\ud83d'];

function shinglesIn(text: string): string[] {
  const units = comparableUnits(text).slice();
  const { length } = shinglesOf(units, LENGTHS);
  const form = String.fromCharCode(...units);
  return Array.from({ length }, (_, start) => form.slice(start, shingleEnd(units, start, length, LENGTHS)));
}

describe('shingles', () => {
  it('of Hangul are three syllables, spaces or not', () => {
    expect(shinglesIn('나루터 에서')).toEqual(['나루터', '루터에', '터에서']);
  });

  it('of letters are six', () => {
    expect(shinglesIn('Rollback')).toEqual(['rollba', 'ollbac', 'llback']);
  });

  it('of both begin with either, and the last reaches the end', () => {
    expect(shinglesIn('답은 abcd')).toEqual(['답은a', '은abcd']);
    expect(shinglesIn('a나다라')).toEqual(['a나다라', '나다라']);
    expect(shinglesIn('kubectl로')).toEqual(['kubect', 'ubectl', 'bectl로']);
  });

  it.each(['네', 'yes', '나루', 'k8s', '가a'])('of a text as short as %s are the whole text', (text) => {
    expect(shinglesIn(text)).toEqual([text]);
  });

  it('of nothing are none', () => {
    expect(shinglesIn('')).toEqual([]);
  });

  it('cover every character of any text', () => {
    const random = seeded(11);
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: 1 + random.below(30) }, () => random.of(signs)).join('');

      const shingles = shinglesIn(text);
      const covered = shingles.reduce(
        (end, shingle, start) => (start <= end ? Math.max(end, start + shingle.length) : end),
        0,
      );

      expect({ text, covered }).toEqual({ text, covered: comparableUnits(text).length });
    }
  });
});
