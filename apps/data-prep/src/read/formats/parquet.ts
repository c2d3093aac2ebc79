// Owns Parquet files as records: one row group at a time, the wanted columns only, and what their metadata may claim.
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

import { parquetMetadataAsync, parquetSchema, type AsyncBuffer, type Compressors, type FileMetaData } from 'hyparquet';
import { compressors as slowCompressors } from 'hyparquet-compressors';
import { parquetHeader } from 'hyparquet/src/column.js';
import { assembleAsync, asyncGroupToRows } from 'hyparquet/src/rowgroup.js';
import { prepareParquetRead, readParquetPlan } from 'hyparquet/src/scan.js';

import type { OpenFile } from '../place/open-file.ts';
import { Fault, FileFault, shown, type RawRecord } from '../result.ts';
import { hasForm } from '../shapes/forms.ts';
import type { Columns, ReadLimits } from '../source.ts';
import { tooLongReason } from './line-cutter.ts';

export interface ParquetOptions {
  readonly columns: Columns | undefined;
  readonly keys: ReadonlySet<string>;
  readonly limits: ReadLimits;
}

type RowGroup = FileMetaData['row_groups'][number];

const MAX_METADATA_BYTES = 64 * 1024 * 1024;
const MAX_GROUP_VALUES = 8 * 1024 * 1024; // what they decode to takes up to 100 bytes each
const RATIO_FROM_BYTES = 64 * 1024 * 1024;
const BATCH = 256;

/** @throws FileFault */
export async function* parquetRecords(file: OpenFile, options: ParquetOptions): AsyncGenerator<RawRecord[]> {
  const bytes = asyncBuffer(file, options.limits);
  const metadata = await metadataOf(file, bytes);
  const columns = wantedColumns(metadata, options);
  const compressors = guarded(options.limits);
  const guard = new TextGuard(file.bytes, options.limits);
  let line = 1;
  for (const [index, group] of metadata.row_groups.entries()) {
    const rowEnd = line - 1 + Number(group.num_rows);
    const rows = await readable(`row group ${index + 1}`, line, async () => {
      await checkGroup(bytes, group, columns, options.limits);
      return rowsOf({ file: bytes, metadata, columns, compressors, rowStart: line - 1, rowEnd });
    });
    for (let start = 0; start < rows.length; start += BATCH) {
      yield rows.slice(start, start + BATCH).map((value): RawRecord => guard.checked(line++, value));
    }
    line = rowEnd + 1;
  }
}

type GroupOptions = Parameters<typeof prepareParquetRead>[0] & { readonly metadata: FileMetaData };

/**
 * The rows of one row group.
 *
 * What `parquetReadObjects` does, but no column is decoded before all are planned, and none assembled before all are
 * decoded: in 1.31.5 a file with two damages leaves a rejection that nobody hears, and that ends the process. It also
 * believes the length of a run: a damaged page takes up to 16 s and 2 GiB until V8's longest array ends it.
 */
async function rowsOf(options: GroupOptions): Promise<unknown[]> {
  const gate = Promise.withResolvers<undefined>();
  const { file } = options;
  const gated = {
    byteLength: file.byteLength,
    slice: async (start: number, end?: number) => {
      const bytes = await file.slice(start, end);
      await gate.promise;
      return bytes;
    },
  };
  const { plan, options: prepared } = await prepareParquetRead(options);
  const groups = readParquetPlan({ ...prepared, file: gated }, plan);
  gate.resolve(undefined);
  await allSettled(groups);
  const schema = parquetSchema(options.metadata);
  const assembled = groups.map((group) => assembleAsync(group, schema));
  await allSettled(assembled);
  let rows: unknown[] = [];
  for (const group of assembled) {
    const { selectStart = 0, selectEnd = group.groupRows } = group;
    rows = rows.concat(await asyncGroupToRows(group, selectStart, selectEnd, options.columns, 'object'));
  }
  return rows;
}

interface Pending {
  readonly asyncColumns: readonly { readonly data: Promise<unknown> }[];
}

async function allSettled(groups: readonly Pending[]): Promise<void> {
  const columns = groups.flatMap(({ asyncColumns }) => asyncColumns.map(({ data }) => data));
  for (const column of await Promise.allSettled(columns)) {
    if (column.status === 'rejected') throw column.reason;
  }
}

async function metadataOf(file: OpenFile, bytes: AsyncBuffer): Promise<FileMetaData> {
  if (file.bytes < 12) throw new FileFault('is a Parquet file that is cut short');
  const tail = await file.slice(file.bytes - 8, file.bytes);
  if (tail.toString('latin1', 4) !== 'PAR1') throw new FileFault('is a Parquet file that is cut short');
  const claimed = tail.readUInt32LE(0);
  if (claimed > MAX_METADATA_BYTES || claimed > file.bytes - 12) {
    throw new FileFault(`is a Parquet file whose metadata claims ${claimed} bytes of ${file.bytes}`);
  }
  return readable('metadata', undefined, () => parquetMetadataAsync(bytes, { geoparquet: false }));
}

function wantedColumns(metadata: FileMetaData, { keys, columns, limits }: ParquetOptions): string[] {
  const roots = rootNames(metadata);
  if (roots.length > limits.maxColumns) {
    throw new FileFault(`has ${roots.length} columns; at most ${limits.maxColumns} are read`);
  }
  if (!hasForm(roots, columns)) {
    const names = roots.slice(0, 8).map((name) => `\`${shown(name)}\``);
    throw new FileFault(`its columns are ${names.join(', ')}: say which are which in the recipe (\`columns:\`)`);
  }
  return roots.filter((name) => keys.has(name));
}

// The schema is a tree written depth first: https://github.com/apache/parquet-format#metadata
function rootNames(metadata: FileMetaData): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (depth: number): void => {
    const element = metadata.schema[at];
    if (element === undefined || depth > 64) throw new FileFault('is a Parquet file with a schema that makes no sense');
    at += 1;
    for (let child = 0; child < (element.num_children ?? 0); child += 1) skip(depth + 1);
  };
  while (at < metadata.schema.length) {
    names.push(metadata.schema[at]?.name ?? '');
    skip(0);
  }
  return names;
}

/** Refuses what would cost more than the limits before anything of it is decoded. */
async function checkGroup(
  file: AsyncBuffer,
  group: RowGroup,
  columns: readonly string[],
  limits: ReadLimits,
): Promise<void> {
  if (group.num_rows < 0n || group.num_rows > BigInt(MAX_GROUP_VALUES)) {
    throw new FileFault(`claims ${group.num_rows} rows`);
  }
  let total = 0;
  for (const { meta_data: meta, file_path: elsewhere } of group.columns) {
    if (elsewhere !== undefined) throw new FileFault('keeps its data in another file, which is not read');
    if (meta === undefined) throw new FileFault('has an encrypted column');
    if (!columns.includes(meta.path_in_schema[0] ?? '')) continue;
    const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 4 && end >= start && end <= file.byteLength)) {
      throw new FileFault('claims a place that is not in the file');
    }
    total += uncompressedOf(await file.slice(start, end));
    if (total > limits.maxRowGroupBytes) {
      throw new FileFault(`unpacks to more than ${limits.maxRowGroupBytes} bytes, the limit for one row group`);
    }
  }
}

function uncompressedOf(column: ArrayBuffer): number {
  const reader = { view: new DataView(column), offset: 0 };
  let bytes = 0;
  let values = 0;
  while (reader.offset < column.byteLength - 1) {
    const header = parquetHeader(reader);
    const page = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
    const sizes = [header.compressed_page_size, header.uncompressed_page_size, page?.num_values ?? 0];
    if (!sizes.every((size) => Number.isInteger(size) && size >= 0))
      throw new FileFault('has a page of no sensible size');
    bytes += header.uncompressed_page_size;
    values += page?.num_values ?? 0;
    if (values > MAX_GROUP_VALUES) throw new FileFault(`claims more than ${MAX_GROUP_VALUES} values in one column`);
    reader.offset += header.compressed_page_size;
  }
  return bytes;
}

function asyncBuffer(file: OpenFile, limits: ReadLimits): AsyncBuffer {
  return {
    byteLength: file.bytes,
    slice: async (start, end = file.bytes) => {
      if (!(start >= 0 && end >= start && end <= file.bytes)) {
        throw new FileFault('claims a place that is not in the file');
      }
      if (end - start > limits.maxRowGroupBytes) throw new FileFault('has a row group over the limit');
      const bytes = await file.slice(start, end);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    },
  };
}

/** Node's own engines where it has them; each refuses to write more than the page's header says. */
function guarded(limits: ReadLimits): Compressors {
  const most = (length: number): { maxOutputLength: number } => {
    if (length > limits.maxRowGroupBytes) throw new FileFault('has a page over the limit');
    return { maxOutputLength: Math.max(1, length) };
  };
  return {
    ...slowCompressors,
    GZIP: (input, length) => gunzipSync(input, most(length)),
    BROTLI: (input, length) => brotliDecompressSync(input, most(length)),
    ZSTD: (input, length) => zstdDecompressSync(input, most(length)),
  };
}

/** A dictionary can hold one long text for millions of rows: what comes out is held against what went in. */
class TextGuard {
  readonly #packed: number;
  readonly #limits: ReadLimits;
  #characters = 0;

  constructor(packed: number, limits: ReadLimits) {
    this.#packed = packed;
    this.#limits = limits;
  }

  checked(line: number, value: unknown): RawRecord {
    const { maxRowBytes, maxRatio, maxDepth } = this.#limits;
    const characters = charactersOf(value, maxDepth);
    if (characters === undefined) return { line, value: new Fault(undefined, `is nested more than ${maxDepth} deep`) };
    this.#characters += characters;
    if (this.#characters > RATIO_FROM_BYTES && this.#characters > maxRatio * this.#packed) {
      throw new FileFault(`unpacks to more than ${maxRatio} times its size, as no text does`, { line });
    }
    if (characters <= maxRowBytes) return { line, value };
    return { line, value: new Fault(undefined, tooLongReason(characters, maxRowBytes)) };
  }
}

function charactersOf(value: unknown, depth: number): number | undefined {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === 0) return undefined;
  let sum = 0;
  for (const inner of Object.values(value)) {
    const characters = charactersOf(inner, depth - 1);
    if (characters === undefined) return undefined;
    sum += characters;
  }
  return sum;
}

async function readable<T>(what: string, line: number | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof FileFault ? cause.message : `cannot be read (${shown((cause as Error).message, 120)})`;
    throw new FileFault(`is a Parquet file whose ${what} ${why}`, { cause, ...(line !== undefined && { line }) });
  }
}
