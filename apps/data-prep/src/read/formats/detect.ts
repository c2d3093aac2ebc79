// Owns which format a text is in, told from its first part; names count only where the content leaves it open.
import { extname } from 'node:path';

import { FileFault } from '../result.ts';
import { hasForm } from '../shapes/forms.ts';
import { isObject } from '../shapes/kind-of.ts';
import type { ReadLimits, SourceConfig } from '../source.ts';
import { CsvCutter } from './csv-cutter.ts';

export type TextForm =
  | { readonly format: 'jsonl'; readonly endedByCr: boolean }
  | { readonly format: 'json'; readonly form: 'array' | 'values'; readonly skip: number; readonly inside: boolean }
  | { readonly format: 'csv'; readonly delimiter: string }
  | { readonly format: 'text' };

/** Of UTF-8 without its byte order mark. */
export interface TextHead {
  readonly bytes: Buffer;
  readonly whole: boolean;
  readonly name: string;
}

const OTHERS: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'a zip archive (or a spreadsheet); unpack it, or export it as CSV or JSONL'],
  ['BZh', 'a bzip2 file; unpack it first'],
  ['\xfd7zXZ', 'an xz file; unpack it first'],
  ['7z\xbc\xaf', 'a 7z archive; unpack it first'],
  ['Rar!', 'a rar archive; unpack it first'],
  ['%PDF', 'a PDF; its text has to be extracted first'],
  ['SQLite format 3', 'an SQLite database; export a table as CSV or JSONL'],
  ['\xd0\xcf\x11\xe0', 'an old office document; export it as CSV'],
  ['ARROW1', 'an Arrow file; write it as Parquet or JSONL'],
  ['PARE', 'an encrypted Parquet file'],
  ['version https://git-lfs', 'a Git LFS pointer; run `git lfs pull`'],
];

/** @throws FileFault for what is no text, and for archives around texts */
export function requireText(head: Buffer): void {
  const start = head.toString('latin1', 0, 32);
  const other = OTHERS.find(([magic]) => start.startsWith(magic));
  if (other !== undefined) throw new FileFault(`is ${other[1]}`);
  if (head.toString('latin1', 257, 262) === 'ustar') throw new FileFault('is a tar archive; unpack it first');
}

/** @throws FileFault for bytes that are no text in any encoding */
export function requireNoBinary(utf8: Buffer): void {
  const bytes = Math.min(utf8.length, 64 * 1024);
  let controls = 0;
  for (let at = 0; at < bytes; at += 1) {
    const byte = utf8[at] ?? 0;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) controls += 1;
  }
  if (controls * 10 > bytes) throw new FileFault('is no text');
}

/** @throws FileFault for a text of none of the formats */
export function formOf(head: TextHead, source: SourceConfig, limits: ReadLimits): TextForm {
  const start = startOf(head.bytes);
  if (start === head.bytes.length && head.whole) throw new FileFault('is empty');
  const sign = String.fromCharCode(head.bytes[start] ?? 0);
  switch (source.format) {
    case 'jsonl':
      return jsonLinesForm(head.bytes);
    case 'json':
      return jsonForm(head, start, sign);
    case 'csv':
      return { format: 'csv', delimiter: source.delimiter ?? bestDelimiter(head, source, limits)?.delimiter ?? ',' };
    case 'text':
      return { format: 'text' };
    case 'parquet':
      throw new FileFault('is not a Parquet file');
    default:
      return guessed(head, source, limits, { start, sign });
  }
}

interface Start {
  readonly start: number;
  readonly sign: string;
}

function guessed(head: TextHead, source: SourceConfig, limits: ReadLimits, { start, sign }: Start): TextForm {
  const extension = extname(head.name.replace(/\.(gz|zst|zstd)$/i, '')).toLowerCase();
  const isDocument = source.template !== undefined && /^\.(md|markdown|txt|rst|adoc)$/.test(extension);
  if (isDocument) return { format: 'text' };
  if (sign === '{' || sign === '[')
    return isJsonLines(head, start, sign) ? jsonLinesForm(head.bytes) : jsonForm(head, start, sign);
  const table = bestDelimiter(head, source, limits);
  if (source.delimiter !== undefined) return { format: 'csv', delimiter: source.delimiter };
  if (table !== undefined && (table.named || /^\.(csv|tsv|tab)$/.test(extension))) {
    return { format: 'csv', delimiter: table.delimiter };
  }
  if (source.template !== undefined) return { format: 'text' };
  if (/^\.(jsonl|ndjson|json)$/.test(extension)) return jsonLinesForm(head.bytes);
  throw new FileFault(
    'is neither JSON nor a table whose columns can be told; name its columns in the recipe (`columns:`), or say how turns are made of a document (`template:`)',
  );
}

function startOf(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) at += 1;
    else if (byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    else break;
  }
  return at;
}

function jsonLinesForm(bytes: Buffer): TextForm {
  return { format: 'jsonl', endedByCr: !bytes.includes(0x0a) && bytes.includes(0x0d) };
}

/** Whether the first line stands for itself. */
function isJsonLines({ bytes, whole }: TextHead, start: number, sign: string): boolean {
  const [lineEnd, next] = lineAfter(bytes, start);
  const line = bytes.toString('utf8', start, lineEnd);
  const isLast = next === undefined && whole;
  const value = parsed(line);
  if (sign === '[') return value !== undefined && next !== undefined && /[[{]/.test(next);
  if (value !== undefined) return !(isLast && isObject(value) && listKeyOf(value) !== undefined);
  // A row that is broken, or one of more bytes than the head has, among rows of one line; else one object over many.
  if (next === undefined) return !whole && listStart(bytes, start) === undefined;
  return next === '{' && line.trim().length > 1;
}

function lineAfter(bytes: Buffer, start: number): [end: number, next: string | undefined] {
  const byCr = !bytes.includes(0x0a);
  const found = bytes.indexOf(byCr ? 0x0d : 0x0a, start);
  if (found < 0) return [bytes.length, undefined];
  const next = found + startOf(bytes.subarray(found));
  return [found, next < bytes.length ? String.fromCharCode(bytes[next] ?? 0) : undefined];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function jsonForm({ bytes }: TextHead, start: number, sign: string): TextForm {
  if (sign === '[') return { format: 'json', form: 'array', skip: start + 1, inside: false };
  const list = listStart(bytes, start);
  if (list !== undefined) return { format: 'json', form: 'array', skip: list, inside: true };
  return { format: 'json', form: 'values', skip: start, inside: false };
}

// Keys under which exports put all of their rows.
const LISTS = ['data', 'rows', 'records', 'examples', 'items', 'results', 'conversations', 'chats', 'train'];

function listKeyOf(value: Readonly<Record<string, unknown>>): string | undefined {
  return LISTS.find((key) => {
    const list = value[key];
    if (!Array.isArray(list) || list.length === 0) return false;
    const first: unknown = list[0];
    return isObject(first) && !('role' in first || 'from' in first);
  });
}

/** Behind the bracket of the list of rows that the object holds; undefined where it is a row itself. */
function listStart(bytes: Buffer, start: number): number | undefined {
  const text = bytes.toString('latin1', start);
  let depth = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    const [token] = match;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && LISTS.includes(token.slice(1, -1))) {
      const opened = /^\s*:\s*\[\s*(?=\{)/.exec(
        text.slice(match.index + token.length, match.index + token.length + 4096),
      );
      const behind = match.index + token.length + (opened?.[0].length ?? 0);
      const isTurn = /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*"[^"]*"\s*,?\s*"?/.test(text.slice(behind, behind + 200))
        ? /^\{\s*"(?:role|from|content|value)"/.test(text.slice(behind, behind + 200))
        : false;
      if (opened !== null && !isTurn) return start + behind;
    }
    if (depth === 0 && match.index > 0) return undefined;
  }
  return undefined;
}

interface Table {
  readonly delimiter: string;
  readonly named: boolean;
}

const DELIMITERS = [',', '\t', ';', '|'];
const SAMPLE_RECORDS = 30;
const SAMPLE_BYTES = 256 * 1024;

/** The delimiter that cuts the first records into the most alike. */
function bestDelimiter(head: TextHead, source: SourceConfig, limits: ReadLimits): Table | undefined {
  const sample = head.bytes.subarray(0, SAMPLE_BYTES);
  let best: (Table & { readonly score: number }) | undefined;
  for (const delimiter of DELIMITERS) {
    const records = sampleOf(sample, delimiter, head.whole && sample.length === head.bytes.length);
    const header = records[0] ?? [];
    const named = hasForm(
      header.map((cell) =>
        cell
          .replace(/^\ufeff/, '')
          .trim()
          .normalize('NFC'),
      ),
      source.columns,
    );
    const alike = records.filter((record) => record.length === header.length).length / Math.max(1, records.length);
    if (!named && (header.length < 2 || alike < 0.8)) continue;
    const score = (named ? 1000 : 0) + alike * 100 + Math.min(header.length, limits.maxColumns) / limits.maxColumns;
    if (best === undefined || score > best.score) best = { delimiter, named, score };
  }
  return best;
}

function sampleOf(bytes: Buffer, delimiter: string, whole: boolean): string[][] {
  const records: string[][] = [];
  const cutter = new CsvCutter(
    { delimiter: delimiter.charCodeAt(0), maxRowBytes: SAMPLE_BYTES },
    {
      record: ({ cells, cell }) => {
        if (records.length >= SAMPLE_RECORDS) return;
        const isHint = records.length === 0 && /^(\ufeff)?sep=/i.test(cell(0));
        if (!isHint) records.push(Array.from({ length: cells }, (_, index) => cell(index)));
      },
      fault: () => undefined,
      tooLong: () => undefined,
    },
  );
  cutter.add(bytes);
  cutter.step(whole);
  return records;
}
