import { Cp949Decoder, cp949Table } from './cp949.ts';

describe('CP949', () => {
  it('knows every syllable of modern Hangul, at the places that Microsoft gave them', () => {
    const table = cp949Table();
    const syllables = new Set(table.filter((code) => code >= 0xac00 && code <= 0xd7a3));

    expect(syllables.size).toBe(11_172);
    expect(
      [0x8141, 0xa2e6, 0x94ee, 0xb0a1, 0xc652, 0xc8fe].map((at) => String.fromCharCode(table[at] ?? 0)).join(''),
    ).toBe('갂€뷁가힣힝');
  });

  it('keeps a character whole that is split between pieces', () => {
    const decoder = new Cp949Decoder();
    const bytes = Buffer.from([0x61, 0x94, 0xee, 0xb0, 0xa1]);

    expect([...bytes].map((byte) => decoder.decode(Buffer.from([byte]))).join('') + decoder.decode()).toBe('a뷁가');
  });

  it('marks what stands for nothing, and goes on with the next character', () => {
    const decoder = new Cp949Decoder();

    expect(decoder.decode(Buffer.from([0xff, 0x41, 0xc9, 0xa1, 0xb0]))).toBe('\ufffdA\ufffd');
    expect(decoder.decode()).toBe('\ufffd');
  });
});
