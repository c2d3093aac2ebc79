// Owns the cutting of one large file into parts that workers read on their own. Does not know workers.
import { inBatches } from './batches.ts';
import { jsonLines } from './formats/json-lines.ts';
import type { Listed } from './place/list-files.ts';
import { openFile, type OpenFile } from './place/open-file.ts';
import { firstReadable, openText } from './read-file.ts';
import { nameOf, type ReadOptions } from './read-source.ts';
import { FileFault, type RawRecord, type ReadResult } from './result.ts';
import { resultsOf } from './results-of.ts';
import { turnLogOf } from './shapes/turn-log.ts';
import { DEFAULT_LIMITS, type SourceConfig } from './source.ts';

/** Whole lines of one file: from the byte `start` up to `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
}

const LF = 0x0a;

/**
 * Parts of about so many bytes that give the rows of the whole, one after the other; undefined where a file can only
 * be read whole: it is packed, not UTF-8, not JSONL, a log of turns, or cannot be read at all.
 */
export async function rangesOf(
  file: Listed,
  bytes: number,
  source: SourceConfig,
  options: ReadOptions = {},
): Promise<Range[] | undefined> {
  if (file.fault !== undefined) return undefined;
  let open: OpenFile | undefined;
  try {
    open = await openFile(file.path);
    if (open.bytes < bytes * 2) return undefined;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { plan, chunks } = await openText(open, file.name, source, limits);
    if (!plan.plain || plan.form.format !== 'jsonl' || plan.form.endedByCr) return undefined;
    if (await startsAsLog(jsonLines(chunks(), { limits, encoding: 'UTF-8' }), source)) return undefined;
    return await linesIn(open, bytes, plan.told.markBytes);
  } catch (error) {
    if (error instanceof FileFault) return undefined; // told when the file is read whole
    throw error;
  } finally {
    await open?.close();
  }
}

/**
 * The results of one range, as reading the whole file gives them.
 *
 * @throws AppError `data.changed`
 */
export async function* readRange(
  file: Listed,
  range: Range,
  source: SourceConfig,
  options: ReadOptions = {},
): AsyncGenerator<ReadResult[]> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const name = nameOf(file);
  const open = await openFile(file.path, options.onBytes);
  try {
    const lines = jsonLines(open.chunks(range.start, range.end), {
      limits,
      encoding: 'UTF-8',
      firstLine: range.firstLine,
    });
    yield* inBatches(lines, resultsOf(source, name), limits.batchRows);
    await open.requireUnchanged();
  } finally {
    await open.close();
  }
}

async function linesIn(open: OpenFile, bytes: number, markBytes: number): Promise<Range[]> {
  const ranges: Range[] = [];
  let at = 0;
  let line = 1;
  let [start, firstLine] = [markBytes, 1];
  for await (const chunk of open.chunks()) {
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, end + 1)) {
      line += 1;
      const next = at + end + 1;
      if (next - start < bytes) continue;
      ranges.push({ start, end: next, firstLine });
      [start, firstLine] = [next, line];
    }
    at += chunk.length;
  }
  if (start < at) ranges.push({ start, end: at, firstLine });
  return ranges;
}

async function startsAsLog(batches: AsyncIterable<RawRecord[]>, { columns }: SourceConfig): Promise<boolean> {
  for await (const batch of batches) {
    const first = firstReadable(batch);
    if (first !== undefined) return turnLogOf(Object.keys(first), columns) !== undefined;
  }
  return false;
}
