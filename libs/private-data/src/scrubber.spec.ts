import { Scrubber, scrubConversation } from './index.ts';

const scrubbed = (...texts: string[]): string[] => scrubConversation(texts).map(({ text }) => text);

describe('a scrubbed conversation', () => {
  it('has one placeholder for one value, numbered in each kind', () => {
    expect(scrubbed('010-2345-6789나 a@b.kr로', 'a@b.kr, c@d.kr', '010 2345 6789')).toEqual([
      '[PHONE_1]나 [EMAIL_1]로',
      '[EMAIL_1], [EMAIL_2]',
      '[PHONE_1]',
    ]);
  });

  it('knows a value again however it is written', () => {
    expect(
      scrubbed('+82 10-2345-6789', '010.2345.6789', '０１０２３４５６７８９', 'Hong@Example.com', 'hong@example.com'),
    ).toEqual(['[PHONE_1]', '[PHONE_1]', '[PHONE_1]', '[EMAIL_1]', '[EMAIL_1]']);
  });

  it('does not change when it is scrubbed again', () => {
    const once = scrubbed('850101-1234566, 192.0.2.1, 2001:db8::1과 서울 강남구 테헤란로 152');

    expect(once).toEqual(['[RESIDENT_NUMBER_1], [IPV4_1], [IPV6_1]과 [ADDRESS_1]']);
    expect(scrubbed(...once)).toEqual(once);
  });

  it('keeps placeholders that stand in it for what they stood for', () => {
    expect(scrubbed('a@b.kr', '[EMAIL_1]은 다른 사람입니다')).toEqual(['[EMAIL_2]', '[EMAIL_1]은 다른 사람입니다']);
  });

  it('is numbered apart from others', () => {
    expect(new Scrubber().scrub('a@b.kr').text).toBe('[EMAIL_1]');
    expect(new Scrubber().scrub('c@d.kr').text).toBe('[EMAIL_1]');
  });

  it('keeps the kinds that were not asked for', () => {
    expect(scrubConversation(['a@b.kr 192.0.2.1'], { kinds: ['ipv4'] })[0]?.text).toBe('a@b.kr [IPV4_1]');
  });

  it('is the very text where nothing is private', () => {
    const text = '가나다 \ud83d 라마바'.normalize('NFD');

    expect(scrubConversation([text])[0]).toEqual({ text, finds: [] });
  });
});
