import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../rows/row.ts';
import { normalize, normalizeDefaults } from './index.ts';
import { isPlain } from './is-plain.ts';
import { normalizeText, type Counts } from './normalize-text.ts';

const decide = normalize.prepare(normalizeDefaults, '');
const text = (from: string): string => normalizeText(from, normalizeDefaults, {});
const counts = (from: string): Counts => {
  const seen: Counts = {};
  normalizeText(from, normalizeDefaults, seen);
  return seen;
};
const row = (...contents: string[]): Row => ({
  messages: contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
  source: 'test',
  at: 'test.jsonl:1',
});
const utf8As = (encoding: string, original: string): string =>
  new TextDecoder(encoding).decode(new TextEncoder().encode(original));

describe('normalize', () => {
  it.each([
    ['composes Hangul', '한글'.normalize('NFD'), '한글'],
    ['composes Latin', 'café'.normalize('NFD'), 'café'],
    ['keeps full-width and compatibility letters', 'ＡＢＣ ㄱㄴ ﾡ ①', 'ＡＢＣ ㄱㄴ ﾡ ①'],
    ['removes what is not seen', '\ufeff안\u200b녕\u00ad하\u2060세요\u3164', '안녕하세요'],
    ['removes overrides of direction', 'abc\u202egpj.exe\u202c', 'abcgpj.exe'],
    ['keeps joiners of emoji', '👩‍💻 👨‍👩‍👧 🏳️‍🌈', '👩‍💻 👨‍👩‍👧 🏳️‍🌈'],
    ['keeps the tags of a flag', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['removes joiners between plain letters', 'a\u200db \u200d가', 'ab 가'],
    ['keeps joiners of scripts that need them', 'می\u200cخواهم क्\u200dष', 'می\u200cخواهم क्\u200dष'],
    ['removes control characters, colours whole', 'a\u0000b\u0007 \u001b[31mred\u001b[0m\u0085c', 'ab red\nc'],
    ['makes one kind of line end', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['makes one kind of space', 'a\u00a0b\u3000c\u2009d', 'a b c d'],
    ['removes trailing spaces and blank lines', '\n\na  \n\n\n\nb\t\n ', 'a\n\nb'],
    ['keeps indentation and tables', 'a\n  - b\n\t- c', 'a\n  - b\n\t- c'],
    ['decodes entities', 'A&nbsp;&amp;&nbsp;B &lt; C &#44032;&#xAC01; &hellip;', 'A & B < C 가각 …'],
    ['decodes entities of entities', 'A &amp;amp; B', 'A & B'],
    ['leaves what only looks like an entity', 'a&b; AT&T &unknown; &#xD800; x&lt', 'a&b; AT&T &unknown; &#xD800; x&lt'],
    ['makes lines of breaks and paragraphs', '<p>하나</p><p class="x">둘<br/>셋</p>', '하나\n\n둘\n셋'],
    ['removes simple tags that are closed', '이건 <b>중요</b>하고 <span style="a">굵</span>다', '이건 중요하고 굵다'],
    ['makes a list of a list', '<ul><li>하나</li><li>둘</li></ul>', '- 하나\n\n- 둘'],
    ['keeps generics and comparisons', 'List<B> a <b 1<2 <your-key>', 'List<B> a <b 1<2 <your-key>'],
    ['keeps a break in a table', '| a<br>b | c |\n|---|---|', '| a<br>b | c |\n|---|---|'],
    ['keeps markup that is the subject', 'HTML에서 <b>굵게</b>는 &lt;b&gt;', 'HTML에서 <b>굵게</b>는 &lt;b&gt;'],
    ['keeps escaped tags', 'Use &lt;br&gt; for a break', 'Use &lt;br&gt; for a break'],
    ['keeps a page', '<table><tr><td><b>x</b></td></tr></table>', '<table><tr><td><b>x</b></td></tr></table>'],
  ])('%s', (_, from, to) => {
    expect(text(from)).toBe(to);
  });

  it.each([
    '안녕하세요, 반갑습니다.',
    '“한글” — 값…',
    '파드 3개가 죽었어요 😀',
    '가각갂 뷁 힣',
    "It's “done” – really… 20°C",
    '→ 다음 • 항목',
  ])('repairs UTF-8 that was read as Windows-1252 or Latin-1: %s', (original) => {
    expect(text(utf8As('windows-1252', original))).toBe(original);
    expect(text(Buffer.from(original, 'utf8').toString('latin1'))).toBe(original);
  });

  it('repairs what was broken twice', () => {
    expect(text(utf8As('windows-1252', utf8As('windows-1252', '한글입니다')))).toBe('한글입니다');
  });

  it('repairs CP949 that was read as Latin-1', () => {
    expect(text('¾È³çÇÏ¼¼¿ä, pod°¡ Á×¾ú½À´Ï´Ù.')).toBe('안녕하세요, pod가 죽었습니다.');
  });

  it('repairs UTF-8 that was read as CP949, where no byte was lost', () => {
    const whole = utf8As('euc-kr', '결과');
    expect(whole).not.toContain('\ufffd');
    expect(text(whole)).toBe('결과');
    const lost = utf8As('euc-kr', '안녕하세요');
    expect(text(lost)).toContain('\ufffd');
  });

  it.each([
    'crème brûlée, naïve café, Ångström',
    'ÀÁÂÃÄÅÆÇÈÉ ÄÖÜ äöüß',
    'É «à propos» ÷ ½ ± 3',
    'Ã©',
    'Não há açúcar; São Paulo, coração',
    'Tiếng Việt có dấu, ê ế ề',
    '大韓民國의 漢字 표기: 學校, 留學生, 媛',
    '日本語のテキスト、中文文本',
    '합니다—“정말”…',
    '값은 ±3°C · ½',
  ])('does not guess: %s', (from) => {
    expect(text(from)).toBe(from);
  });

  it('leaves broken surrogates as they are, and does not fail', () => {
    expect(text('\ud83d 한글 \ude00\u200b x')).toBe('\ud83d 한글 \ude00 x');
  });

  it('never touches code, fenced, inline or indented', () => {
    const nfd = '값'.normalize('NFD');
    const code = `\`\`\`html\r\n<p>a&nbsp;b</p>  \r\n\n\n\n${nfd}\u200b í•œ\r\n\`\`\``;
    expect(text(`보기:  \n${code}\n\n\n\n끝&hellip;`)).toBe(`보기:\n${code}\n\n끝&hellip;`);
    expect(text(`\`a\u00a0&lt; ${nfd}\` ${nfd}`)).toBe(`\`a\u00a0&lt; ${nfd}\` 값`);
    expect(text('Run:\n\n    x = "a\u200b"  ;\n\nDone\u200b.')).toBe('Run:\n\n    x = "a\u200b"  ;\n\nDone.');
  });

  it('sees the fence that an invisible character hid', () => {
    expect(text('\u200b```\na\u200b\n```\nb\u200b')).toContain('```\na');
  });

  it('counts what it changed by kind', () => {
    expect(counts('\ufeffa\u00a0b \n&amp; í•œ \u0001' + '한'.normalize('NFD'))).toEqual({
      invisible: 1,
      'white-space': 2,
      markup: 1,
      mojibake: 1,
      control: 1,
      nfc: 1,
    });
  });

  it('leaves alone what a parameter turns off', () => {
    const off = { nfc: false, mojibake: false, invisible: false, whiteSpace: false, markup: false };
    const from = '\ufeffa  \r\n&amp;' + '한'.normalize('NFD');
    expect(normalizeText(from, off, {})).toBe(from);
  });

  it('gives no row where nothing changed, and the whole row where something did', () => {
    expect(decide(row('질문', '답변'))).toEqual({});
    expect(decide(row('질문\u200b', '답변'))).toEqual({
      row: row('질문', '답변'),
      notes: { changed: { invisible: 1 } },
    });
  });

  it('drops a row of whose turn nothing is left, but only the system turn where that is empty', () => {
    expect(decide(row('\ufeff\u200b', '답변')).drop).toBe('empty');
    const from = row('질문', '답변');
    const withSystem = { ...from, messages: [{ role: 'system' as const, content: '\u200b ' }, ...from.messages] };
    expect(decide(withSystem).row).toEqual(from);
  });

  it('changes none of the sample rows', () => {
    for (const file of globSync(join(import.meta.dirname, '../../../../../data/samples/*/*.jsonl'))) {
      for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
        expect(decide(JSON.parse(line) as Row)).toEqual({});
      }
    }
  });

  it('twice is the same as once, and a plain text is one that it does not change', () => {
    // prettier-ignore
    const pieces = [
      '가', '나다', '한'.normalize('NFD'), '\u1161', '\u11ab', 'a', 'B', ' ', '  ', '\n', '\n\n', '\r\n', '\r', '\t',
      '`', '```', '~~~', '    x = 1;', '\ufeff', '\u200b', '\u200d', '\u200c', '\u00ad', '\u202e', '\u0000', '\u001b[1m',
      '&', 'amp;', '&amp;', '&lt;', '&gt;', '&nbsp;', '&#44032;', '<', '>', '<b>', '</b>', '<br>', '<p>', '</p>', '<li>',
      '</li>', '|', '- ', '> ', 'í•œ', '¾È³çÇÏ¼¼¿ä', 'â€™', 'Â', 'é', 'Ã', '’', '\u0301', '😀', '\ud83d', '\ude00',
      '\u00a0', '\u3000', '漢', '硫', '\u2028', '\u0085', '\u212b', '\u0958', '\u115f',
    ];
    let state = 11;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    const wrong: string[] = [];
    for (let round = 0; round < 30_000; round++) {
      let from = '';
      for (let count = 1 + random(14); count > 0; count--) from += pieces[random(pieces.length)] ?? '';
      const once = text(from);
      if (text(once) !== once) wrong.push(`not settled: ${JSON.stringify(from)}`);
      if (isPlain(from) && once !== from) wrong.push(`not plain: ${JSON.stringify(from)}`);
      // Where the shortcut does not apply: an entity that no reading knows makes a text look unsure.
      if (isPlain(from) && text(`${from} &x`) !== `${from} &x`)
        wrong.push(`plain, and changed: ${JSON.stringify(from)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('takes time that grows with the text, whatever stands in it', () => {
    const hostile = [' '.repeat(300_000), '가'.repeat(300_000), '&amp;'.repeat(60_000), '<b>'.repeat(60_000)];
    for (const piece of hostile) expect(typeof text(`${piece}\u200b&amp;`)).toBe('string');
  });
});
