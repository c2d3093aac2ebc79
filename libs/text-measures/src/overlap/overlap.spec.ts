import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import { rouge } from './rouge.ts';
import { rougeTokens } from './rouge-tokens.ts';

const nfd = (text: string): string => text.normalize('NFD');

describe('overlap in Korean', () => {
  it('sees more of 했습니다 and 합니다 by letter than by syllable', () => {
    const [answer, references] = ['배포를 했습니다', ['배포를 합니다']];
    const score = (characters: 'syllable' | 'jamo'): number => {
      const measure = chrf({ characters });
      return measure.itemScore(measure.count(answer, references));
    };

    expect(score('jamo')).toBeGreaterThan(score('syllable') + 10);
  });

  it.each(['syllable', 'jamo'] as const)('is whole for an answer in NFD, by %s', (characters) => {
    const measure = chrf({ wordOrder: 2, characters });

    expect(measure.itemScore(measure.count(nfd('값은 셋입니다.'), ['값은 셋입니다.']))).toBe(100);
  });

  it('is whole for NFD in BLEU where it is composed first, and nothing where it is not', () => {
    const score = (composed: boolean): number => {
      const measure = bleu({ tokens: 'char', composed });
      return measure.itemScore(measure.count(nfd('값은 셋'), ['값은 셋']));
    };

    expect(score(true)).toBeCloseTo(100, 9);
    expect(score(false)).toBe(0);
  });

  it('counts Hangul in ROUGE, by word and by syllable, apart from the Latin before it', () => {
    expect(rougeTokens('GPU를 껐다가 ㅋㅋ 켰다.')).toEqual(['gpu', '를', '껐다가', 'ㅋㅋ', '켰다']);
    expect(rougeTokens('GPU를 껐다', { hangul: 'syllable' })).toEqual(['gpu', '를', '껐', '다']);
    expect(rougeTokens(nfd('켰다'))).toEqual(['켰다']);
    expect(rouge('서버를 다시 켰다', ['서버를 켰다']).rouge1).toBeCloseTo(0.8, 9);
    expect(rouge('서버를 켰습니다', ['서버를 켰다'], { hangul: 'syllable' }).rouge1).toBeGreaterThan(
      rouge('서버를 켰습니다', ['서버를 켰다']).rouge1,
    );
  });
});

describe('overlap', () => {
  it('wants a reference', () => {
    expect(() => chrf().count('답', [])).toThrow('none was given');
    expect(() => bleu().count('답', [])).toThrow('none was given');
    expect(() => rouge('답', [])).toThrow('none was given');
  });

  it('of no answers is 0', () => {
    expect(chrf().corpusScore([])).toBe(0);
    expect(bleu().corpusScore([])).toBe(0);
  });
});
