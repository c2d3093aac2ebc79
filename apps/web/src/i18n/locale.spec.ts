import { chooseLocale, dictionaryOf } from './locale.ts';

/** Every word of a dictionary with its path; functions are called with examples. */
function wordsOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String((value as (...args: unknown[]) => unknown)(2, 3))]];
  return Object.entries(value as object).flatMap(([key, inner]) => wordsOf(inner, `${path}.${key}`));
}

describe('the dictionaries', () => {
  const english = wordsOf(dictionaryOf('en'));
  const korean = wordsOf(dictionaryOf('ko'));

  it('have the same words, none of them empty', () => {
    expect(korean.map(([path]) => path)).toEqual(english.map(([path]) => path));
    expect([...english, ...korean].filter(([, word]) => word.trim() === '')).toEqual([]);
  });

  it('are Korean where they say so, in composed syllables', () => {
    const untranslated = korean.filter(([, word]) => !/[가-힣]/.test(word)).map(([path]) => path);
    expect(untranslated).toEqual(['.settings.topP']);
    expect(korean.filter(([, word]) => word !== word.normalize('NFC'))).toEqual([]);
    expect(english.filter(([, word]) => /[가-힣]/.test(word))).toEqual([]);
  });

  it('put what they are given into the sentence', () => {
    expect(dictionaryOf('ko').thread.version(2, 3)).toBe('버전 3개 중 2번째');
    expect(dictionaryOf('en').thread.trimmed(1)).toContain('oldest message no longer');
  });
});

describe('the language', () => {
  it('is the one chosen before, then the browser’s, then English', () => {
    expect(chooseLocale('ko', ['en-US'])).toBe('ko');
    expect(chooseLocale(null, ['fr-FR', 'ko-KR', 'en'])).toBe('ko');
    expect(chooseLocale(null, ['fr'])).toBe('en');
    expect(chooseLocale('xx', [])).toBe('en');
  });
});
