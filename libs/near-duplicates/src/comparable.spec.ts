import { comparableText } from './comparable.ts';

describe('the form in which texts are compared', () => {
  it.each([
    ['spaces, which people set differently in Korean', '띄어쓰기는 사람마다 다르다', '띄어 쓰기는사람 마다다르다'],
    ['decomposed Hangul', '나루터에서', '나루터에서'.normalize('NFD')],
    ['decomposed accents', 'Café', 'Café'.normalize('NFD')],
    ['case', 'Kubernetes 파드', 'KUBERNETES 파드'],
    ['quotes, marks and Markdown', '“나루”는… 배다!', '**나루**는 `배`다.'],
    ['invisible characters', '배\u200b포\ufeff 전략\u00ad', '배포 전략'],
    ['variation selectors', '주의 ⚠️', '주의 ⚠'],
    ['tables', '| 이름 | 값 |', '이름 값'],
  ])('is the same whatever %s', (_what, a, b) => {
    expect(comparableText(a)).toBe(comparableText(b));
  });

  it.each([
    ['a decimal point', '3.14', '314'],
    ['operators between digits', '3 - 1', '3 + 1'],
    ['a space between numbers', '1 1', '11'],
    ['symbols', 'a > b', 'a < b'],
    ['emoji', '좋아요 👍', '좋아요 👎'],
    ['what is nothing but marks', '?!', '...'],
    ['broken surrogates', '가\ud83d', '가\ude00'],
    ['initial consonants and syllables', 'ㅋㅋ', '크크'],
  ])('keeps %s', (_what, a, b) => {
    expect(comparableText(a)).not.toBe(comparableText(b));
  });

  it('holds letters, digits and symbols only', () => {
    expect(comparableText('1) 파드(Pod)를 “3.5 배”로 늘리면,\n\n- 비용 +20%')).toBe('1파드pod를3.5배로늘리면비용+20');
  });

  it('of an empty text is empty', () => {
    expect(comparableText('')).toBe('');
  });

  it('has no greatest length', () => {
    expect(comparableText('나루 a.'.repeat(30_000))).toBe('나루a'.repeat(30_000));
  });

  it('is its own form', () => {
    const form = comparableText('“나루” 3.14는 1 1이 아니다: A > B, 👍 ?!'.normalize('NFD'));

    expect(comparableText(form)).toBe(form);
  });
});
