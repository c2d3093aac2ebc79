import { check } from '../check.ts';

const follows = (id: string, parameters: Record<string, unknown>, answer: string): boolean =>
  check({ id: `ko:${id}`, parameters }, answer).strict;

describe('amounts in Korean', () => {
  it.each([
    ['number_syllables', 'num_syllables', '배포 2번, API 호출', 5],
    ['number_eojeol', 'num_eojeol', '배포를 두 번 - 했습니다.\n끝!', 5],
    ['number_sentences', 'num_sentences', '버전은 3.5입니다. 맞나요? "네."\n- 확인 완료', 4],
  ])('%s counts %s of %j as %i', (id, name, answer, amount) => {
    expect(follows(id, { [name]: amount, relation: 'exactly' }, answer)).toBe(true);
    expect(follows(id, { [name]: amount, relation: 'less than' }, answer)).toBe(false);
    expect(follows(id, { [name]: amount, relation: 'at most' }, answer)).toBe(true);
    expect(follows(id, { [name]: amount, relation: 'exactly' }, answer.normalize('NFD'))).toBe(true);
  });

  it('count characters with and without spaces', () => {
    const counted = (spaces: boolean, amount: number): boolean =>
      follows('number_characters', { num_characters: amount, relation: 'exactly', spaces }, '값은 3개.\n끝 😀');

    expect([counted(true, 9), counted(false, 7)]).toEqual([true, true]);
  });

  it('count paragraphs at empty lines', () => {
    expect(follows('number_paragraphs', { num_paragraphs: 2 }, '하나\n둘\n \n\n셋\n')).toBe(true);
    expect(follows('number_paragraphs', { num_paragraphs: 2 }, '하나\n둘')).toBe(false);
  });
});

describe('words in Korean', () => {
  it.each([
    '배포',
    '배포를',
    '배포에서만',
    '배포들까지도',
    '배포합니다',
    '배포했는데',
    '배포입니다',
    '"배포"란',
    '배포-롤백',
  ])('are there in %s', (answer) => {
    expect(follows('keywords', { keywords: ['배포'] }, `먼저 ${answer} 그리고`)).toBe(true);
    expect(follows('forbidden_words', { forbidden_words: ['배포'] }, `먼저 ${answer} 그리고`)).toBe(false);
  });

  it.each(['재배포', '배포판', '무배포', '배 포'])('are not there in %s', (answer) => {
    expect(follows('keywords', { keywords: ['배포'] }, `먼저 ${answer} 그리고`)).toBe(false);
  });

  it('are counted, in Latin letters too and in either case', () => {
    const answer = 'API를 쓰고 api는 지운다. APIs 아님';

    expect(follows('keyword_frequency', { keyword: 'API', frequency: 2, relation: 'exactly' }, answer)).toBe(true);
  });

  it('may have no letter but Hangul, or no Latin one', () => {
    expect(follows('only_hangul', {}, '3번 확인하세요! ㅎㅎ')).toBe(true);
    expect(follows('only_hangul', {}, '漢字를 쓴다')).toBe(false);
    expect(follows('only_hangul', {}, '123')).toBe(false);
    expect(follows('no_latin_letters', {}, '漢字를 쓴다')).toBe(true);
    expect(follows('no_latin_letters', {}, 'é 하나')).toBe(false);
  });
});

describe('forms in Korean', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['acrostic', { syllables: '나루' }, '나는 간다\n\n루비를 들고', '나는 간다\n배를 타고'],
    ['lettered_list', { num_items: 2 }, '순서:\n가. 멈춤\n 나. 시작', '가. 멈춤\n다. 시작'],
    ['numbered_list', { num_items: 2 }, '1. 멈춤\n2) 시작 3.5초', '1. 멈춤\n2. 시작\n3. 끝'],
    ['starts_with', { phrase: '결론부터' }, ' 결론부터 말하면', '말하면 결론부터'],
    ['ends_with', { phrase: '이상입니다.' }, '끝. 이상입니다.\n', '이상입니다. 끝'],
    ['json', {}, '```json\n["가"]\n```', '["가"'],
    ['json_object', { keys: ['이름', '역할'] }, '{"역할": "당번", "이름": null}', '{"이름": "나"}'],
    ['title', {}, '《배포 안내》\n내용', '《 》 <<배포>>'],
    ['postscript', {}, '내용\n추신: 하나 더', '추신이라 할 것은 없다'],
    ['postscript', { postscript_marker: '덧붙임:' }, '내용\n덧붙임: 하나 더', '추신: 하나'],
    ['two_responses', {}, '하나\n*****\n둘', '하나\n*****\n하나'],
    ['constrained_response', { options: ['예', '아니요'] }, '예.', '예, 그렇습니다'],
    ['no_comma', {}, '쉼표 없음', '하나, 둘'],
  ])('%s %j', (id, parameters, good, bad) => {
    expect([follows(id, parameters, good), follows(id, parameters, bad)]).toEqual([true, false]);
    expect(follows(id, parameters, good.normalize('NFD'))).toBe(true);
  });
});

describe('the register of an answer', () => {
  const polite = '# 확인 순서\n먼저 로그를 봅니다.\n- 로그 위치\n```\n간다.\n```\n다음에 되돌리세요.';

  it.each([
    ['polite', polite, `${polite}\n그러면 된다.`],
    ['hapsyo', '먼저 로그를 봅니다. 다음에 되돌리십시오.', polite],
    ['haeyo', '먼저 로그를 봐요. 맞죠?', polite],
    ['plain', '로그부터 봐. 그러면 된다.', '로그부터 봐요. 그러면 된다.'],
  ])('is %s throughout, headings, lists and code aside', (register, good, bad) => {
    expect([follows('register', { register }, good), follows('register', { register }, bad)]).toEqual([true, false]);
  });

  it('is none where no sentence speaks', () => {
    expect(follows('register', { register: 'plain' }, '확인 완료')).toBe(false);
    expect(follows('register', { register: 'polite' }, 'Roll back.')).toBe(false);
  });
});
