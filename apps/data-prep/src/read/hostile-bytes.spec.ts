import { gzipSync, zstdCompressSync } from 'node:zlib';

import { cp949 } from './testing/cp949.ts';
import { expectOf, type HostileCase } from './testing/hostile.ts';
import { parquetFile } from './testing/parquet-files.ts';
import { rowText } from './testing/samples.ts';

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

const CASES: Readonly<Record<string, HostileCase>> = {
  'an empty file': { content: '', rows: 0, says: [/^is empty$/] },
  'a file of blanks': { content: ' \n\t\r\n', rows: 0, says: [/^is empty$/] },
  'a byte order mark and nothing else': { content: '\ufeff', rows: 0, says: [/^is empty$/] },
  'a gzip file of nothing': { content: gzipSync(''), rows: 0, says: [/^is empty$/] },
  'gzip cut short': {
    content: gzipSync(row.repeat(40_000), { level: 0 }).subarray(0, 2 * 1024 * 1024),
    rows: 'some',
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
};

describe('hostile bytes', () => {
  it.each(Object.entries(CASES))('give rows and reasons, never a crash: %s', (_, hostile) => expectOf(hostile));
});
