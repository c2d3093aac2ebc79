import { longestRepeat, loopAtEnd, repeatedShare } from './repetition.ts';

describe('repetition', () => {
  it('is the share of n-grams that were there before', () => {
    expect(repeatedShare('가 나 다 라 마 바')).toBe(0);
    expect(repeatedShare('가 나 가 나 가 나', 2)).toBeCloseTo(1 - 2 / 5, 9);
    expect(repeatedShare('네 네 네 네 네 네 네 네')).toBeCloseTo(0.8, 9);
    expect(repeatedShare('가 나 다')).toBe(0);
    expect(repeatedShare('값 값'.normalize('NFD') + ' 값', 1)).toBeCloseTo(2 / 3, 9);
  });

  it('has its longest run, overlapping or not', () => {
    expect(longestRepeat('')).toBe(0);
    expect(longestRepeat('가 나 다')).toBe(0);
    expect(longestRepeat('서버를 다시 켜고 로그를 봅니다. 그리고 서버를 다시 켜고 기다립니다.')).toBe(3);
    expect(longestRepeat('가 가 가 가 가')).toBe(4);
  });

  it('has the longest run that a slow search finds, too', () => {
    let state = 3;
    const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
    for (let round = 0; round < 300; round += 1) {
      const words = Array.from({ length: random() % 24 }, () => 'abc'.charAt(random() % 3));
      expect(longestRepeat(words.join(' '))).toBe(slowly(words));
    }
  });
});

function slowly(words: readonly string[]): number {
  for (let length = words.length - 1; length > 0; length -= 1) {
    const runs = words.slice(0, words.length - length + 1).map((_, at) => words.slice(at, at + length).join(' '));
    if (new Set(runs).size < runs.length) return length;
  }
  return 0;
}

describe('a loop at the end', () => {
  it('is found with what goes around, how often and where from', () => {
    const start = '먼저 로그를 봅니다. ';
    const loop = loopAtEnd(`${start}${'다시 시작합니다. '.repeat(5)}다시`);

    expect(loop?.start).toBeGreaterThanOrEqual(start.length - '니다. '.length);
    expect(loop?.start).toBeLessThanOrEqual(start.length);
    expect(loop?.unit).toHaveLength('다시 시작합니다. '.length);
    expect(loop?.times).toBeGreaterThan(5);
  });

  it('may be one character, and may have spaces behind it', () => {
    expect(loopAtEnd(`네${'ㅋ'.repeat(30)}\n\n`)).toEqual({ unit: 'ㅋ', times: 30, start: 1 });
  });

  it('is none where the text ends otherwise, or says a thing twice', () => {
    expect(loopAtEnd('')).toBeUndefined();
    expect(loopAtEnd('다시 시작합니다. '.repeat(5) + '끝.')).toBeUndefined();
    expect(loopAtEnd('이 문장은 두 번 나옵니다. 이 문장은 두 번 나옵니다.')).toBeUndefined();
    expect(loopAtEnd('좋아요!!!')).toBeUndefined();
  });

  it('is found in time that grows with the text', () => {
    expect(loopAtEnd('가'.repeat(1_000_000))?.times).toBe(8000);
    expect(loopAtEnd('가나'.repeat(4000) + '다')).toBeUndefined();
  });
});
