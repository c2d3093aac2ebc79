import { expectOf, readCase, type HostileCase } from './testing/hostile.ts';
import { readContent, rowText } from './testing/samples.ts';

const row = `${rowText()}\n`;
const row2 = (content: string): string =>
  `{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"${content}"}]}\n`;
const TURNS = 'role,content\n';

const CASES: Readonly<Record<string, HostileCase>> = {
  'half a surrogate pair': {
    content: row2('\\ud83d') + row,
    rows: 1,
    says: [/has half a surrogate pair \(U\+D83D\) at 0/],
  },
  'the other half alone': { content: row2('a\\ude00b'), rows: 0, says: [/has half a surrogate pair \(U\+DE00\) at 1/] },
  'NUL written as an escape': { content: row2('a\\u0000b') + row, rows: 1, says: [/has a NUL character at 1/] },
  'NUL as a byte in JSON': { content: row2('a\0b') + row, rows: 1, says: [/is not valid JSON: Bad control character/] },
  'NUL in a cell': { content: 'prompt,completion\na\0,b\nc,d\n', rows: 1, says: [/has a NUL character at 1/] },
  'a program instead of text': {
    content: Buffer.from(Array.from({ length: 999 }, (_, at) => at % 9)),
    rows: 0,
    says: [/is no text/],
  },
  'a formula in a cell': { content: 'prompt,completion\n"=cmd|\'/C calc\'!A0",@SUM(1+1)\n', rows: 1, says: [] },
  'a path in the file name': {
    content: `${row}{`,
    name: '..%2f..%2fetc\\passwd\n.jsonl',
    rows: 1,
    says: [/is not valid JSON/],
  },
  'JSON that is nested deeply': {
    content: `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},${row.slice(1)}${row}`,
    rows: 1,
    says: [/is nested more than 200 deep/],
  },
  'JSON that opens and never closes': { content: '['.repeat(100_000), rows: 0, says: [/the file ends inside it/] },
  'JSON objects that open and never close': {
    content: '{"a":'.repeat(100_000),
    rows: 0,
    says: [/the file ends inside it/],
  },
  'JSON that closes what it never opened': { content: '[}}},]', rows: 0, says: [/./, /./, /./] },
  'a key __proto__': { content: `{"__proto__":{"system":"x","id":"evil"},${row.slice(1)}`, rows: 1, says: [] },
  '__proto__ alone': {
    content: `{"__proto__":${rowText()}}\n${row}`,
    rows: 1,
    says: [/^messages is missing; the row's keys are `__proto__`/],
  },
  'a column __proto__': { content: '__proto__,prompt,completion\nx,a,b\n', rows: 1, says: [] },
  'a key twice': { content: `{"messages":[],${row.slice(1)}`, rows: 1, says: [] },
  'huge numbers': { content: `{"id":1e999,"n":${'9'.repeat(400)},${row.slice(1)}`, rows: 1, says: [] },
  'ids that numbers cannot tell apart': {
    content: '{"conversation_id":12345678901234567890,"role":"user","content":"q"}\n',
    rows: 0,
    says: [/cannot be read exactly; write it as text/],
  },
  'a number instead of text': { content: row2('x').replace('"q"', '7'), rows: 0, says: [/is a number, not text/] },
  'values that are no objects': {
    content: `null\ntrue\n7\n"x"\n[]\n${row}`,
    rows: 1,
    says: [/is null/, /is true/, /is a number/, /is a string/, /is empty/],
  },
  'a wrong extension': { content: row, name: 'a.parquet', rows: 1, says: [] },
  'CSV called JSON': { content: 'prompt,completion\na,b\n', name: 'a.json', rows: 1, says: [] },
  'line ends of all kinds': { content: `${rowText()}\r\n${rowText()}\r${rowText()}\n${rowText()}`, rows: 4, says: [] },
  'CSV with line ends of all kinds': { content: 'prompt,completion\r\na,"b\r\nc\rd\ne"\rf,g\nh,i', rows: 3, says: [] },
  'a trailing comma in a row': { content: `${rowText().slice(0, -1)},}\n${row}`, rows: 1, says: [/is not valid JSON/] },
  'commas after lines': {
    content: `${rowText()},\n${row}`,
    rows: 1,
    says: [/is not valid JSON: Unexpected non-whitespace/],
  },
  'a mark in the middle': { content: `${row}\ufeff${row}`, rows: 2, says: [] },
  'a mark and a header in the middle of CSV': {
    content: 'prompt,completion\na,b\n\ufeffprompt,completion\nc,d\n',
    rows: 2,
    says: [/is the header once more/],
  },
  '100,000 columns': {
    content: `prompt,completion,${'x,'.repeat(100_000)}\n`,
    rows: 0,
    says: [/has 100003 columns; at most 16384/],
  },
  'a column twice': { content: 'prompt,completion,prompt\na,b,c\n', rows: 0, says: [/two columns named prompt/] },
  'too many cells': { content: 'prompt,completion\na,b,c\nd,e\n', rows: 1, says: [/has 3 cells, and the header 2/] },
  'too few cells': { content: 'prompt,completion\na\nd,e\n', rows: 1, says: [/has 1 cell, and the header 2/] },
  'a header and nothing else': { content: 'prompt,completion\n', rows: 0, says: [/has no rows/] },
  'a table without names that say anything': {
    content: `${TURNS}user,hello\n`,
    name: 'a.csv',
    rows: 0,
    says: [/its columns are `role`, `content`/],
  },
  'a quote that is never closed': {
    content: 'prompt,completion\n"a,b\nc,d\n',
    rows: 1,
    says: [/quote that opens in it is not closed/],
  },
  'a quote inside a cell': { content: 'prompt,completion\n5" disk,"say ""hi"" now" \n', rows: 1, says: [] },
  'a quote missing in an array': {
    content: `[\n  ${rowText()},\n  ${rowText().replace('"user"', '"user')},\n  ${rowText()}\n]\n`,
    rows: 2,
    says: [/a quote that opens in it is not closed on its line/],
  },
  'an array cut short': { content: `[${rowText()},${rowText()}`, rows: 2, says: [/ends inside the array/] },
  'an array cut inside a row': {
    content: `[${rowText()},${rowText().slice(0, -9)}`,
    rows: 1,
    says: [/the file ends inside it/],
  },
  'two commas in an array': { content: `[${rowText()},,${rowText()}]`, rows: 2, says: [] },
  'text after an array': { content: `[${rowText()}] x`, rows: 1, says: [/more text after the array/] },
  'a row cut off at the end': { content: row + rowText().slice(0, 40), rows: 1, says: [/is not valid JSON: /] },
  'prose without a template': {
    content: '# 제목\n\n본문입니다.\n',
    name: 'a.md',
    rows: 0,
    says: [/neither JSON nor a table/],
  },
  'JSON with comments': { content: `// rows\n${row}`, rows: 1, says: [/is not valid JSON/] },
  'NaN where JSON has none': {
    content: `{"score":NaN,${row.slice(1)}${row}`,
    rows: 1,
    says: [/is not valid JSON: Unexpected token 'N'/],
  },
};

describe('hostile text', () => {
  it.each(Object.entries(CASES))('gives rows and reasons, never a crash: %s', (_, hostile) => expectOf(hostile));

  it('leaves the prototype of all objects as it is', async () => {
    await readCase(CASES['a key __proto__']!);

    expect({}).not.toHaveProperty('system');
  });

  it('shows a file name without what would break a line or a terminal', async () => {
    const { refused } = await readCase(CASES['a path in the file name']!);

    expect(refused[0]?.at).toBe('..%2f..%2fetc\\passwd\\u000a.jsonl:2');
  });

  it('keeps a reason free of what the row says', async () => {
    const { refused } = await readContent('{"messages": 주민번호 900101-1234567}\n');

    expect(refused[0]?.reason).toBe("is not valid JSON: Unexpected token '주'");
  });
});
