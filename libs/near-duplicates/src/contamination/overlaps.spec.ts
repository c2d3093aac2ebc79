import { samplesOf } from '../../bench/planted.ts';
import { seeded } from '../testing/seeded.ts';
import { OverlapIndex } from './overlaps.ts';
import { bareText, tokensOf } from './tokens.ts';

const KOREAN = '쿠버네티스에서 파드가 계속 재시작되면 먼저 이전 컨테이너의 로그를 확인하고 종료 코드를 봅니다.';
const ENGLISH =
  'When a pod keeps restarting, read the log of the previous container first and look at its exit code before anything else.';
const SHORT = '대한민국의 수도는 어디이고 인구는 몇 명입니까?';

describe('the overlap of a text with evaluation items', () => {
  it('is told by item and place, whatever the spaces, case and marks', () => {
    const text = `질문이 있어요.\n"파드가 계속 재 시작되면, 먼저 이전컨테이너의 로그를 확인하고" 라고 배웠어요.`;

    const overlaps = new OverlapIndex([ENGLISH, KOREAN]).find(text);

    expect(overlaps).toHaveLength(1);
    const { item, start, end, itemStart, itemEnd, share } = overlaps[0]!;
    expect(item).toBe(1);
    expect(overlaps[0]!.text).toBe('파드가 계속 재 시작되면, 먼저 이전컨테이너의 로그를 확인하고');
    expect(text.slice(start, end)).toBe(overlaps[0]!.text);
    expect(KOREAN.slice(itemStart, itemEnd)).toBe('파드가 계속 재시작되면 먼저 이전 컨테이너의 로그를 확인하고');
    expect(share).toBeCloseTo(25 / 41, 1);
  });

  it('is 13 words in English, and 12 are none', () => {
    const index = new OverlapIndex([ENGLISH]);
    const words = ENGLISH.split(' ');
    const within = (count: number) =>
      `so ${words
        .slice(3, 3 + count)
        .join('  ')
        .toUpperCase()} then`;

    expect(index.find(within(12))).toEqual([]);
    expect(index.find(within(13)).map(({ text }) => text.split(/\s+/).length)).toEqual([13]);
  });

  it('is 24 syllables in Korean, and 23 are none', () => {
    const index = new OverlapIndex([KOREAN]);
    const syllables = bareText(KOREAN);

    expect(index.find(`네 ${syllables.slice(5, 28)} 그래요`)).toEqual([]);
    expect(index.find(`네 ${syllables.slice(5, 29)} 그래요`)).toHaveLength(1);
  });

  it('counts words and syllables of mixed text together', () => {
    const item = 'kubectl rollout undo 명령을 쓰면 이전 ReplicaSet으로 바로 되돌릴 수 있고 history로 판을 고릅니다';

    expect(new OverlapIndex([item]).find(`자, ${item}!`).map(({ share }) => share)).toEqual([1]);
    expect(new OverlapIndex([item]).find('kubectl rollout undo 명령을 쓰면 됩니다')).toEqual([]);
  });

  it('is found in decomposed text, with places in the composed one', () => {
    const [overlap] = new OverlapIndex([KOREAN]).find(`앞말 ${KOREAN}`.normalize('NFD'));

    expect(overlap).toMatchObject({ item: 0, start: 3, text: KOREAN.slice(0, -1), share: 1 });
  });

  it('with a short item is the whole item or none', () => {
    const index = new OverlapIndex([SHORT]);

    expect(
      index.find(`퀴즈: 대한민국의 수도는 어디이고 인구는 몇명입니까 답은 서울`).map(({ share }) => share),
    ).toEqual([1]);
    expect(index.find('대한민국의 수도는 어디이고 인구는 얼마나 되나요?')).toEqual([]);
  });

  it('is none where hashes of words agree by chance only', () => {
    const item = 'one two three four five six wnlht4j eight nine ten eleven twelve thirteen';
    const text = item.replace('wnlht4j', 'w2fn78m');

    expect(tokensOf('wnlht4j').hashes.slice()).toEqual(tokensOf('w2fn78m').hashes.slice());
    expect(new OverlapIndex([item]).find(text)).toEqual([]);
    expect(new OverlapIndex([item]).find(item)).toHaveLength(1);
  });

  it('with an item of a few words is none, since it would stand in many texts', () => {
    expect(new OverlapIndex(['What is a pod?', '파드란?']).find('What is a pod? 파드란? I asked.')).toEqual([]);
  });

  it('is one where it goes on, and as many as there are where it is broken off', () => {
    const twice = `${KOREAN} 그리고 다시: ${KOREAN}`;

    expect(new OverlapIndex([KOREAN]).find(KOREAN)).toHaveLength(1);
    expect(new OverlapIndex([KOREAN]).find(twice).map(({ share }) => share)).toEqual([1, 1]);
  });

  it('names each item that has the stretch, up to a number that no longer tells anything', () => {
    expect(new OverlapIndex([KOREAN, SHORT, KOREAN]).find(KOREAN).map(({ item }) => item)).toEqual([0, 2]);
    expect(new OverlapIndex(Array.from({ length: 100 }, () => KOREAN)).find(KOREAN).length).toBeLessThanOrEqual(16);
  });

  it('is none among unrelated answers of the same topics, in either language', () => {
    for (const language of ['ko', 'en'] as const) {
      const texts = samplesOf(language);
      const index = new OverlapIndex(texts.filter((_, at) => at % 2 === 0));

      expect(texts.filter((_, at) => at % 2 === 1).flatMap((text) => index.find(text))).toEqual([]);
    }
  });

  it.each(['', ' ', '?!', '\ud83d', '네', '가'.repeat(50_000)])('is none for a text like %j', (text) => {
    expect(new OverlapIndex(['', '?!', KOREAN, '\ud83d']).find(text.slice(0, 50_000))).toEqual([]);
  });

  it.each([
    { language: 'en', least: 13, separator: ' ' },
    { language: 'ko', least: 24, separator: '' },
  ] as const)(
    'of the least length ($language, $least) is found wherever it stands',
    ({ language, least, separator }) => {
      const random = seeded(4);
      const sign = /[^a-z\uac00-\ud7a3]+/gi;
      const tokens = samplesOf(language)
        .map((text) => text.replace(language === 'en' ? sign : /[^\uac00-\ud7a3]+/g, separator).trim())
        .map((text) => text.split(separator));
      const [others, items] = [tokens.slice(0, 50), tokens.slice(50).filter((item) => item.length > 2 * least)];
      const index = new OverlapIndex(items.map((item) => item.join(separator)));
      for (let round = 0; round < 500; round += 1) {
        const number = random.below(items.length);
        const item = items[number] ?? [];
        const from = random.below(item.length - least);
        const around = random.of(others).slice(0, random.below(60));
        const text = [...around, ...item.slice(from, from + least), ...around].join(separator);

        expect(index.find(text).map((overlap) => overlap.item)).toContain(number);
      }
    },
  );

  it('is found wherever a stretch is set into another text', () => {
    const random = seeded(21);
    const texts = [...samplesOf('ko'), ...samplesOf('en')].filter((text) => bareText(text).length > 300);
    const index = new OverlapIndex(texts);
    for (let round = 0; round < 300; round += 1) {
      const item = random.below(texts.length);
      const from = random.below(texts[item]!.length - 200);
      const stretch = texts[item]!.slice(from, from + 200);
      const text = `${random.of(texts).slice(0, 60)} ${stretch} 끝`;

      const found = index.find(text).filter((overlap) => overlap.item === item);

      expect({ stretch, found: found.length }).toEqual({ stretch, found: 1 });
      expect(text.slice(found[0]!.start, found[0]!.end)).toBe(found[0]!.text);
      expect(bareText(texts[item]!.slice(found[0]!.itemStart, found[0]!.itemEnd))).toBe(bareText(found[0]!.text));
    }
  });
});
