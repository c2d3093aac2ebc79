import { duplicateSettings } from './settings.ts';

describe('settings', () => {
  it('follow from nothing', () => {
    expect(duplicateSettings()).toEqual({
      threshold: 0.8,
      permutations: 112,
      bands: 16,
      rows: 7,
      letters: 6,
      syllables: 3,
      seed: 1,
    });
  });

  it('keep a banding that is asked for', () => {
    expect(duplicateSettings({ bands: 14, rows: 8 })).toMatchObject({ permutations: 112, bands: 14, rows: 8 });
  });

  it.each([
    [{ threshold: 0 }, 'threshold is 0'],
    [{ threshold: Number.NaN }, 'threshold is NaN'],
    [{ threshold: 1.1 }, 'threshold is 1.1'],
    [{ permutations: 0 }, 'permutations is 0'],
    [{ permutations: 1.5 }, 'permutations is 1.5'],
    [{ letters: 0 }, 'letters is 0'],
    [{ syllables: -1 }, 'syllables is -1'],
    [{ bands: 20, rows: 8 }, '20 bands of 8 rows need 160 permutations, and there are 112'],
    [{ bands: 0, rows: 8 }, 'bands is 0'],
  ])('that cannot be meant are refused: %j', (given, message) => {
    expect(() => duplicateSettings(given)).toThrow(message);
  });
});
