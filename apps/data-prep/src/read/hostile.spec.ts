import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { cp949 } from './testing/cp949.ts';
import { parquetFile } from './testing/parquet-files.ts';
import { folderWith, readAll, readContent, rowText, type ReadAll } from './testing/samples.ts';

const MB = 1024 * 1024;
const row = `${rowText()}\n`;
const withBytes = (before: string, bytes: readonly number[], after: string): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
const row2 = (content: string): string =>
  `{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"${content}"}]}\n`;
const changed = (file: Buffer, at: number, ...bytes: number[]): Buffer => {
  const copy = Buffer.from(file);
  copy.set(bytes, at < 0 ? copy.length + at : at);
  return copy;
};

interface Case {
  readonly content: string | Uint8Array;
  readonly name?: string;
  readonly rows: number;
  /** What each refusal says, in order. */
  readonly says: readonly RegExp[];
}

const TURNS = 'role,content\n';
const CASES: Readonly<Record<string, Case>> = {
  'an empty file': { content: '', rows: 0, says: [/^is empty$/] },
  'a file of blanks': { content: ' \n\t\r\n', rows: 0, says: [/^is empty$/] },
  'a byte order mark and nothing else': { content: '\ufeff', rows: 0, says: [/^is empty$/] },
  'a gzip file of nothing': { content: gzipSync(''), rows: 0, says: [/^is empty$/] },
  'gzip cut short': {
    content: gzipSync(row.repeat(40_000), { level: 0 }).subarray(0, 2 * MB),
    rows: 7000,
    says: [/ends in the middle of its gzip data; the rest is lost/],
  },
  'zstd cut short': {
    content: zstdCompressSync(row.repeat(9)).subarray(0, -9),
    rows: 0,
    says: [/middle of its zstd data/],
  },
  'gzip with a changed byte': {
    content: changed(gzipSync(row.repeat(9), { level: 0 }), -6, 1, 2),
    rows: 0,
    says: [/damaged gzip data/],
  },
  'gzip with other text after it': {
    content: Buffer.concat([gzipSync(row), Buffer.from(row)]),
    rows: 0,
    says: [/damaged gzip/],
  },
  'zstd with other text after it': {
    content: Buffer.concat([zstdCompressSync(row), Buffer.from(row)]),
    rows: 1,
    says: [/more after the end/],
  },
  'gzip that begins and does not go on': {
    content: Buffer.from([0x1f, 0x8b]),
    rows: 0,
    says: [/middle of its gzip data/],
  },
  'zstd that asks for a window of 2 GB': {
    content: Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]),
    rows: 0,
    says: [/damaged zstd data/],
  },
  'gzip in gzip': { content: gzipSync(gzipSync(row)), rows: 0, says: [/packed twice/] },
  'Parquet in gzip': { content: gzipSync(parquetFile('nested')), rows: 0, says: [/Parquet file inside gzip/] },
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
  'nested lists of structs in Parquet': {
    content: parquetFile('nested'),
    name: 'a.csv',
    rows: 2,
    says: [/the last turn is the user's/],
  },
  'Parquet of unknown columns': {
    content: parquetFile('unknown-columns'),
    rows: 0,
    says: [/its columns are `a`, `b`: say which/],
  },
  'Parquet cut short': {
    content: parquetFile('nested').subarray(0, 500),
    rows: 0,
    says: [/Parquet file that is cut short/],
  },
  'Parquet that is its magic only': { content: 'PAR1', rows: 0, says: [/Parquet file that is cut short/] },
  'Parquet whose metadata claims 4 GB': {
    content: changed(parquetFile('nested'), -8, 0xff, 0xff, 0xff, 0xff),
    rows: 0,
    says: [/metadata claims 4294967295 bytes/],
  },
  'Parquet with garbage for metadata': {
    content: Buffer.concat([
      Buffer.from('PAR1'),
      Buffer.alloc(64, 0xf9),
      Buffer.from([64, 0, 0, 0]),
      Buffer.from('PAR1'),
    ]),
    rows: 0,
    says: [/Parquet file whose metadata cannot be read/],
  },
  'Parquet with a damaged page': {
    content: changed(parquetFile('flat-zstd'), 30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    rows: 0,
    says: [/Parquet file whose row group 1/],
  },
  'Parquet that unpacks to 1.5 GB': { content: parquetFile('bomb'), rows: 0, says: [/more than 300 times its size/] },
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
    says: [/^is missing; the row's keys are `__proto__`/],
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
  'a zip archive': { content: 'PK\x03\x04xxxx', name: 'a.jsonl', rows: 0, says: [/is a zip archive/] },
  'a PDF': { content: '%PDF-1.7\n', name: 'a.txt', rows: 0, says: [/is a PDF/] },
  'a tar archive in gzip': {
    content: gzipSync(Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0')])),
    rows: 0,
    says: [/tar archive/],
  },
  'a Git LFS pointer': { content: 'version https://git-lfs.github.com/spec/v1\n', rows: 0, says: [/git lfs pull/] },
  'an SQLite database': { content: 'SQLite format 3\0', rows: 0, says: [/SQLite/] },
  'invalid UTF-8 in the middle': {
    content: withBytes(row.repeat(3), [0xe3, 0x28], `\n${row}`),
    rows: 4,
    says: [/is not UTF-8: byte 0xe3 at offset 0/],
  },
  'an overlong form': {
    content: withBytes(`${row}${row2('').slice(0, -5)}`, [0xc0, 0xaf], `"}]}\n`),
    rows: 1,
    says: [/is not UTF-8: byte 0xc0/],
  },
  'a surrogate written as UTF-8': {
    content: withBytes(row, [0xed, 0xa0, 0x80], `\n${row}`),
    rows: 2,
    says: [/is not UTF-8: byte 0xed/],
  },
  'CP949 with a byte that stands for nothing': {
    content: Buffer.concat([
      cp949('질문,답변\n무엇입니까,나루터입니다\n가'),
      Buffer.from([0xff]),
      cp949(',나\n다,라\n'),
    ]),
    rows: 2,
    says: [/is not CP949: at offset 3/],
  },
  'UTF-16 cut inside a character': {
    content: Buffer.from(`\ufeff${row}${row}`, 'utf16le').subarray(0, -7),
    rows: 1,
    says: [/is not valid JSON|is not UTF-16LE/],
  },
  'UTF-16 with half a pair': {
    content: Buffer.from(`\ufeff${row}${row2('\ud83d')}${row}`, 'utf16le'),
    rows: 2,
    says: [/is not UTF-16LE/],
  },
  'UTF-32': { content: Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), rows: 0, says: [/UTF-32/] },
  'an encoding that nobody can tell': {
    content: Buffer.from('\xe9\xe8\xff\xfd\xe9 \xe9\xe8', 'latin1'),
    rows: 0,
    says: [/neither UTF-8 nor/],
  },
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

async function readCase({ content, name }: Case): Promise<ReadAll> {
  return readContent(content, {}, name === undefined ? {} : { name });
}

describe('hostile content', () => {
  it.each(Object.entries(CASES))('gives rows and reasons, never a crash: %s', async (_, one) => {
    const { rows, refused } = await readCase(one);

    expect(
      refused.map(({ reason, field }) =>
        [field, reason]
          .join(' ')
          .trim()
          .replace(/^\S*(?=is missing)/, ''),
      ),
    ).toEqual(one.says.map((says) => expect.stringMatching(new RegExp(says.source.replace(/^\^/, '')))));
    expect(rows.length >= one.rows && (one.rows === 7000 || rows.length === one.rows)).toBe(true);
  });

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

describe('what is larger than it should be', () => {
  const limits = { maxRowBytes: 4 * MB };
  const long = (size: number): string => rowText({}, 'q', 'a'.repeat(size));

  it.each([
    ['JSON lines', `${row}${long(9 * MB)}\n${row}`],
    ['a JSON array', `[\n${row},${long(9 * MB)}\n,${row}]`],
    ['CSV without a quote', `prompt,completion\na,b\nc,${'d'.repeat(9 * MB)}\ne,f\n`],
  ])('is refused, and what follows is read: a row of %s', async (_, content) => {
    const { rows, refused } = await readContent(content, {}, { limits });

    expect(rows).toHaveLength(2);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatch(/^the row has (more than )?[\d,]+ bytes; at most 4 MB are read$/);
  });

  it('is refused as one line when a quote opens it and none closes it', async () => {
    const { rows, refused } = await readContent(
      `prompt,completion\n"a,b\n${`c,${'d'.repeat(997)}\n`.repeat(6000)}`,
      {},
      { limits },
    );

    expect(refused.map(({ line }) => line)).toEqual([2]);
    expect(rows).toHaveLength(6000);
  });

  it('is never held: one line of 1 GB', async () => {
    const folder = await folderWith({});
    // Packed it is 1 MB: the limits on packing are out of the way, so that the line itself arrives.
    const line = Buffer.alloc(64 * MB, 'a');
    const { createGzip } = await import('node:zlib');
    const { createWriteStream } = await import('node:fs');
    const { pipeline } = await import('node:stream/promises');
    const pieces = [row, '{"x":"', ...Array.from({ length: 16 }, () => line), `"}\n${row}`];
    await pipeline(pieces, createGzip({ level: 1 }), createWriteStream(join(folder, 'long.jsonl.gz')));
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 20);
    const { rows, refused } = await readAll({ path: folder }, { limits: { maxRatio: 2000 } });
    clearInterval(watch);

    expect(rows.map(({ at }) => at)).toEqual(['long.jsonl.gz:1', 'long.jsonl.gz:3']);
    expect(refused[0]?.reason).toBe('the row has 1,073,741,832 bytes; at most 16 MB are read');
    expect(most).toBeLessThan(400 * MB);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(200 * MB, '\n'))],
    ['zstd', zstdCompressSync(Buffer.alloc(200 * MB, '\n'))],
  ])('is given up as no text: a bomb of %s', async (_, bomb) => {
    const { rows, refused } = await readContent(bomb);

    expect(rows).toEqual([]);
    expect(refused).toEqual([
      expect.objectContaining({ lost: true, reason: 'unpacks to more than 300 times its size, as no text does' }),
    ]);
  });

  it('is given up at the limit for one file', async () => {
    const packed = gzipSync(row.repeat(20_000), { level: 0 });
    const { rows, refused } = await readContent(packed, {}, { limits: { maxUnpackedBytes: 2 * MB } });

    expect(rows.length).toBeGreaterThan(5000);
    expect(refused[0]?.reason).toBe(`unpacks to more than ${2 * MB} bytes, the limit for one file`);
  });

  it('is refused as a folder with too many files', async () => {
    const folder = await folderWith({ 'a.jsonl': row, 'b.jsonl': row, 'c.jsonl': row });

    await expect(readAll({ path: folder }, { limits: { maxFiles: 2 } })).rejects.toMatchObject({
      code: 'data.invalid',
    });
  });
});

describe('what is no ordinary file', () => {
  const reasons = ({ refused }: ReadAll): string[][] => refused.map(({ file, reason }) => [file, reason]);

  it('is refused and never waited for: pipes, sockets, devices', async () => {
    const folder = await folderWith({ 'z.jsonl': row });
    execFileSync('mkfifo', [join(folder, 'pipe.jsonl')]);
    const server = createServer().listen(join(folder, 'socket.jsonl'));
    await new Promise((done) => server.once('listening', done));
    const all = await readAll({ path: folder });
    server.close();

    expect(reasons(all)).toEqual([
      ['pipe.jsonl', 'is a named pipe, not a data file'],
      ['socket.jsonl', 'is a socket, not a data file'],
    ]);
    expect(all.rows).toHaveLength(1);
    expect(reasons(await readAll({ path: '/dev/zero' }))).toEqual([['zero', 'is a device, not a data file']]);
  });

  it('is refused where it is a link in a folder, wherever it leads', async () => {
    const outside = await folderWith({ 'secret.jsonl': row });
    const folder = await folderWith({ 'a.jsonl': row });
    await symlink(join(outside, 'secret.jsonl'), join(folder, 'b.jsonl'));
    await symlink(outside, join(folder, 'c'));
    await symlink('a.jsonl', join(folder, 'd.jsonl'));
    await symlink('nowhere', join(folder, 'e.jsonl'));
    await symlink('..', join(folder, 'f'));
    await symlink('g', join(folder, 'g'));
    const all = await readAll({ path: folder });

    expect(all.rows.map(({ at }) => at)).toEqual(['a.jsonl:1']);
    expect(all.refused.map(({ file }) => file)).toEqual(['b.jsonl', 'c', 'd.jsonl', 'e.jsonl', 'f', 'g']);
    expect(all.refused[0]?.reason).toMatch(/link out of the folder, which is not followed/);
    expect(all.refused[3]?.reason).toBe('is a link that leads nowhere');
  });

  it('is followed where the recipe itself names a link', async () => {
    const outside = await folderWith({ 'a.jsonl': row });
    const folder = await folderWith({});
    await symlink(outside, join(folder, 'link'));

    expect((await readAll({ path: join(folder, 'link') })).rows).toHaveLength(1);
  });

  it('is refused where this user may not read it', async () => {
    const folder = await folderWith({ 'a.jsonl': row, 'b/c.jsonl': row });
    await chmod(join(folder, 'a.jsonl'), 0);
    await chmod(join(folder, 'b'), 0);
    const isRoot = process.getuid?.() === 0;
    const all = await readAll({ path: folder });
    await chmod(join(folder, 'b'), 0o700);

    // root reads everything
    expect(all.refused.map(({ reason }) => reason)).toEqual(
      isRoot ? [] : Array(2).fill('cannot be read: this user may not read it'),
    );
  });

  it('is refused where its name is not UTF-8', async () => {
    const folder = await folderWith({});
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xb0, 0xa1]), Buffer.from('.jsonl')]), row);
    const all = await readAll({ path: folder });

    expect(all.refused.map(({ reason }) => reason)).toEqual([
      'cannot be read: it is not there any more, or its name is not UTF-8',
    ]);
  });

  it('is left in peace: nothing is written where sources lie', async () => {
    const folder = await folderWith({ 'a.jsonl': row, '..b.jsonl': row });
    await mkdir(join(folder, 'x'));
    await readAll({ path: folder });

    expect((await readdir(folder)).sort()).toEqual(['..b.jsonl', 'a.jsonl', 'x']);
  });
});
