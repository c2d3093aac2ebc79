import { isJamo, isSyllable, toJamo } from './hangul.ts';

describe('Hangul', () => {
  it('tells syllables from letters and from everything else', () => {
    expect(['가', '힣', 'ㄱ', 'a', '漢', 'か'].map((char) => isSyllable(char.charCodeAt(0)))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(['ㅋ', 'ㅏ', '\u1112', '\u11ab', 'ﾡ', '가', 'a'].map((char) => isJamo(char.charCodeAt(0)))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('comes apart as NFD takes it apart, every syllable of it', () => {
    let syllables = '';
    for (let code = 0xac00; code <= 0xd7a3; code++) syllables += String.fromCharCode(code);

    expect(toJamo(syllables)).toBe(syllables.normalize('NFD'));
  });

  it('leaves the rest of a text as it is, marked letters and broken surrogates too', () => {
    expect(toJamo('café \ud83d 값 = 3')).toBe(`café \ud83d ${'값'.normalize('NFD')} = 3`);
    expect(toJamo('no Hangul')).toBe('no Hangul');
    expect(toJamo('한글'.normalize('NFD'))).toBe('한글'.normalize('NFD'));
  });
});
