import { isUtf8 } from 'node:buffer';

import { Fault, type RawRecord } from '../result.ts';
import { jsonValue, type JsonRules } from './json-value.ts';
import { LineCutter, tooLongReason } from './line-cutter.ts';

export interface JsonLinesOptions extends JsonRules {
  readonly endedByCr?: boolean;
  readonly firstLine?: number;
}

/** One JSON value a line; blank lines are nothing. Only LF and CRLF end a line: U+2028 is text. */
export async function* jsonLines(
  chunks: AsyncIterable<Buffer>,
  options: JsonLinesOptions,
): AsyncGenerator<RawRecord[]> {
  const { maxRowBytes } = options.limits;
  let records: RawRecord[] = [];
  const cutter = new LineCutter({
    maxRowBytes,
    endedByCr: options.endedByCr,
    firstLine: options.firstLine,
    tooLong: (line, bytes) => records.push({ line, value: new Fault(undefined, tooLongReason(bytes, maxRowBytes)) }),
  });
  let checked = false;
  let chunk: Buffer | undefined;
  const take = (bytes: Buffer, start: number, end: number, line: number): void => {
    const first = firstSign(bytes, start, end);
    if (first === end) return;
    const value = jsonValue(bytes, first, end, options, checked && bytes === chunk);
    if (value instanceof Fault && !hasCr(bytes, first, end)) records.push({ line, value });
    else if (value instanceof Fault) records.push(...byCr(bytes.subarray(first, end), line, value, options));
    else records.push({ line, value });
  };
  for await (chunk of chunks) {
    checked = isUtf8(withoutEdges(chunk));
    cutter.take(chunk, take);
    yield records;
    records = [];
  }
  cutter.rest(take);
  yield records;
}

/** Past blanks and a byte order mark, which stands inside where files were put together. */
function firstSign(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x20 || byte === 0x09 || byte === 0x0d) at += 1;
    else if (byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf && at + 3 <= end) at += 3;
    else break;
  }
  return at;
}

/** The lines of a chunk that are whole: between its first and its last line end. */
function withoutEdges(chunk: Buffer): Buffer {
  const first = chunk.indexOf(0x0a);
  return first < 0 ? chunk : chunk.subarray(firstWhole(chunk), chunk.lastIndexOf(0x0a));
}

// A character that began in the chunk before: its line is checked alone, since it is not of this chunk.
function firstWhole(chunk: Buffer): number {
  let at = 0;
  while (at < 3 && ((chunk[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

function hasCr(bytes: Buffer, start: number, end: number): boolean {
  const at = bytes.indexOf(0x0d, start);
  return at >= 0 && at < end;
}

/** Some lines of the file end by CR alone. */
function byCr(bytes: Buffer, line: number, whole: Fault, options: JsonLinesOptions): RawRecord[] {
  const records: RawRecord[] = [];
  for (let start = 0; start < bytes.length;) {
    const cr = bytes.indexOf(0x0d, start);
    const end = cr < 0 ? bytes.length : cr;
    const first = firstSign(bytes, start, end);
    if (first < end) records.push({ line, value: jsonValue(bytes, first, end, options, false) });
    start = end + 1;
  }
  return records.some(({ value }) => !(value instanceof Fault)) ? records : [{ line, value: whole }];
}
