import { bandOf } from './canary/band.ts';
import { placed, sideOf } from './reports/interval.ts';
import { figureInWords, gainInWords, rangeInWords } from './reports/measure-figures.ts';
import { en } from './words/en.ts';
import { ko } from './words/ko.ts';

describe('an interval on its line', () => {
  it('keeps no difference in the middle and both ends on the line', () => {
    const { low, high, point } = placed(-0.1, 0.4, 0.2);
    expect(low).toBeLessThan(50);
    expect(high).toBeGreaterThan(50);
    expect(high).toBeLessThan(100);
    expect((point ?? 0) - 50).toBeCloseTo((high - 50) / 2);
    expect(placed(0, 0, 0)).toEqual({ low: 50, high: 50, point: 50 });
  });

  it('is a gain or a loss only where all of it is', () => {
    expect([sideOf(0.01, 0.2), sideOf(-0.2, -0.01), sideOf(-0.1, 0.1), sideOf(0, 0.1)]).toEqual([
      'gain',
      'loss',
      'open',
      'open',
    ]);
  });
});

describe('the figures of a measure', () => {
  it('are shares in hundredths where there is no unit', () => {
    expect(figureInWords(0.6215, '', 'en')).toBe('62.2%');
    expect(gainInWords(-0.033, '', 'en')).toBe('3.3 pp');
    expect(gainInWords(0.05, '', 'ko')).toBe('5%p');
  });

  it('bear their unit once', () => {
    expect(figureInWords(1.2071, 'bits', 'en')).toBe('1.21 bits');
    expect(rangeInWords(-0.2611, 0.388, 'bits', 'en')).toBe('−0.261 to +0.388 bits');
  });
});

describe('the course of a canary', () => {
  it('draws what is worse below the middle', () => {
    const at = (second: number): string => new Date(second * 1000).toISOString();
    const history = [
      { at: at(0), low: -1, high: 1 },
      { at: at(10), low: 0.5, high: 1 },
    ];
    expect(bandOf(history)).toBe('M0.00 40.00L100.00 40.00L100.00 30.00L0.00 0.00Z');
  });
});

/** Every word with its path; functions are called with examples. */
function wordsOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String((value as (...args: unknown[]) => unknown)('2', '3'))]];
  return Object.entries(value as object).flatMap(([key, inner]) => wordsOf(inner, `${path}.${key}`));
}

describe('the words of the model pages', () => {
  it('are Korean in Korean, in composed syllables, and not in English', () => {
    const korean = wordsOf(ko).filter(([, word]) => word !== '');
    const foreign = korean.filter(([, word]) => !/[가-힣]/.test(word)).map(([path]) => path);
    expect(foreign).toEqual([]);
    expect(korean.filter(([, word]) => word !== word.normalize('NFC'))).toEqual([]);
    expect(wordsOf(en).filter(([, word]) => /[가-힣]/.test(word))).toEqual([]);
  });
});
