import { findPrivateData, KINDS, type Kind } from './index.ts';

const found = (text: string): string[] => findPrivateData(text).map(({ start, end }) => text.slice(start, end));
const kindsIn = (text: string): Kind[] => findPrivateData(text).map(({ kind }) => kind);

describe('what points to a person', () => {
  it.each([
    ['phone', '홍길동의 010-1234-5678로 전화해 주세요.', '010-1234-5678'],
    ['email', '메일은 a@b.kr입니다', 'a@b.kr'],
    ['resident-number', '850101-1234566이 맞나요?', '850101-1234566'],
    ['address', '서울 강남구 테헤란로 152에서 만나요', '서울 강남구 테헤란로 152'],
    ['card', '4111 1111 1111 1111은 시험용입니다', '4111 1111 1111 1111'],
    ['ipv4', '192.0.2.17에서 접속했어요', '192.0.2.17'],
    ['mac', '02:1b:44:11:3a:b7를 차단', '02:1b:44:11:3a:b7'],
    ['secret', '비밀번호는 Tiger!2024입니다', 'Tiger!2024'],
  ])('of kind %s is found where a particle is written onto it', (kind, text, value) => {
    expect(found(text)).toEqual([value]);
    expect(kindsIn(text)).toEqual([kind]);
  });

  it.each(['-', '‐', '‑', '–', '—', '−', '.', ' ', ' - ', ''])('is found with "%s" between its digits', (dash) => {
    const number = ['010', '2345', '6789'].join(dash);

    expect(found(`번호 ${number}로`)).toEqual([number]);
  });

  it('is found in full-width digits', () => {
    expect(found('번호는 ０１０－２３４５－６７８９입니다')).toEqual(['０１０－２３４５－６７８９']);
  });

  it.each(['서울특별시 강남구 테헤란로 152, 3층으로 보내 주세요', '비밀번호는 Tiger!2024이고 신한 110-234-567890'])(
    'is the same in NFC and NFD: %s',
    (text) => {
      const nfd = text.normalize('NFD');

      expect(found(nfd).map((value) => value.normalize('NFC'))).toEqual(found(text));
      expect(found(text)).not.toEqual([]);
    },
  );

  it('is found past invisible characters, halves of surrogate pairs and emoji', () => {
    expect(found('\ud83d 010\u200b-2345-6789 😀 a@b.kr\udc00')).toEqual(['010\u200b-2345-6789', 'a@b.kr']);
  });

  it('is told in order, without overlaps, and without the value', () => {
    const finds = findPrivateData('password=a@b.kr-010-2345-6789! 그리고 010-2345-6789, a@b.kr');

    expect(finds.map(({ kind }) => kind)).toEqual(['secret', 'phone', 'email']);
    expect(finds.every((find, index) => find.start >= (finds[index - 1]?.end ?? 0))).toBe(true);
    expect(Object.keys(finds[0]!).sort()).toEqual(['end', 'kind', 'start', 'why']);
  });

  it('is looked for only in the kinds that are asked for', () => {
    const text = 'a@b.kr 010-2345-6789 192.0.2.1';

    expect(findPrivateData(text, { kinds: ['email', 'ipv4'] }).map(({ kind }) => kind)).toEqual(['email', 'ipv4']);
    expect(findPrivateData(text, { kinds: [] })).toEqual([]);
    expect(findPrivateData(text, { kinds: KINDS })).toHaveLength(3);
  });
});

describe('a registration number', () => {
  it.each([
    ['with a right check digit', '850101-1234566', ['resident-number']],
    ['with a wrong one and an old birth', '850101-1234567', []],
    ['with a wrong one and the word beside it', '주민등록번호 850101-1234567', ['resident-number']],
    ['of a child born after the reform', '210304-3123457', ['resident-number']],
    ['of a birth after the reform, in one piece', '2103043123457', []],
    ['with an impossible date', '주민등록번호 851301-1234567', []],
    ['of the 29th of February in a common year', '주민등록번호 850229-1234567', []],
    ['of a birth to come', '주민등록번호 500101-3123456', []],
    ['of a foreigner, without a check digit, since the reform', '850101-5123459', ['foreigner-number']],
    ['of a foreigner in one piece, without a check digit', '주문 8501015123459', []],
  ])('%s: %s', (_case, text, kinds) => {
    expect(kindsIn(text)).toEqual(kinds);
  });
});

describe('what only looks private', () => {
  it.each([
    'version 1.2.3.4와 127.0.0.1, 0.0.0.0, 255.255.255.0',
    '임진왜란(1592-1598)은 7년 동안 이어졌다',
    '카드번호 4111 1111 1111 1112',
    '123e4567-e89b-12d3-a456-426614174000',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'npm install @nestjs/core@10.4.1, git@github.com:a/b.git, logo@2x.png',
    '서로 10분씩, 새로 5개, 강남구로 10명이, 종로 3가에서',
    'const password = process.env.DB_PASSWORD; token: string; password=${PASSWORD}',
    'std::vector<int>, ::1, 12:34:56, a::b',
    '1,234,567,890,123원과 2024-01-15T10:30:00+09:00',
    '한글만 있는 문장에는 아무것도 없습니다.',
    '',
  ])('stays: %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('a hostile text', () => {
  it.each([
    ['digits', '1'.repeat(200_000)],
    ['digits and dashes', '12-'.repeat(70_000)],
    ['at signs', 'a@'.repeat(100_000)],
    ['labels', `a@${'a.'.repeat(100_000)}`],
    ['colons', 'a:'.repeat(100_000)],
    ['letters', 'a'.repeat(200_000)],
    ['key names', 'password_token_'.repeat(15_000)],
    ['half tokens', '-eyJaaaaaaaa'.repeat(15_000)],
    ['key blocks that never end', '-----BEGIN PRIVATE KEY-----\n'.repeat(5_000)],
    ['roads', '강남구 테헤란로 '.repeat(20_000)],
    ['house numbers', '1 A B C D '.repeat(20_000)],
    ['rooms', '11-ho 1-dong '.repeat(15_000)],
    ['addresses', '강남구 테헤란로 1, '.repeat(10_000)],
    ['jamo', '\u1112\u1161\u11ab1'.repeat(50_000)],
  ])('of %s is done with in a time that grows with its length', (_name, text) => {
    expect(() => findPrivateData(text)).not.toThrow();
  });
});
