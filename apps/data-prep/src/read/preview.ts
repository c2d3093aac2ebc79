// Owns a look at the beginning of a source: what it is, its first rows, what is refused of it.
import type { Row } from '../rows/row.ts';
import { openFile } from './place/open-file.ts';
import { openText, recordsOf } from './read-file.ts';
import { filesOf, readFile, type ReadOptions } from './read-source.ts';
import { FileFault, type RefusedRecord } from './result.ts';
import { isObject } from './shapes/kind-of.ts';
import { DEFAULT_LIMITS, type SourceConfig } from './source.ts';
import { encodingName } from './text/encoding.ts';
import type { Listed } from './place/list-files.ts';

export interface Preview {
  readonly rows: readonly Row[];
  readonly refused: readonly RefusedRecord[];
  /** null: it is none that can be read. */
  readonly format: string | null;
  readonly shape: string | null;
  readonly encoding: string | null;
}

export interface PreviewOptions extends ReadOptions {
  /** As many rows, and as many refusals, at most. */
  readonly rows: number;
}

/** Few rows at a time, so that a look at a large file is short. */
const BATCH_ROWS = 16;

/** The beginning of a source. @throws AppError as `readSource` */
export async function previewOf(source: SourceConfig, { rows: most, ...options }: PreviewOptions): Promise<Preview> {
  const files = await filesOf(source, options);
  const [first] = files;
  const form = first === undefined ? UNKNOWN : await formOf(first, source).catch(() => UNKNOWN);
  const rows: Row[] = [];
  const refused: RefusedRecord[] = [];
  for (const file of files) {
    const reading = readFile(file, source, { ...options, limits: { ...options.limits, batchRows: BATCH_ROWS } });
    for await (const batch of reading) {
      for (const result of batch) {
        if ('row' in result) rows.push(result.row);
        else if ('refused' in result) refused.push(result.refused);
      }
      if (rows.length >= most || refused.length >= most) break;
    }
    if (rows.length >= most || refused.length >= most) break;
  }
  return { rows: rows.slice(0, most), refused: refused.slice(0, most), ...form };
}

type Form = Pick<Preview, 'format' | 'shape' | 'encoding'>;

const UNKNOWN: Form = { format: null, shape: null, encoding: null };

async function formOf(file: Listed, source: SourceConfig): Promise<Form> {
  const open = await openFile(file.path);
  try {
    const head = await open.slice(0, Math.min(open.bytes, 4));
    const isParquet = head.toString('latin1') === 'PAR1';
    const plan = isParquet ? undefined : (await openText(open, file.name, source, DEFAULT_LIMITS)).plan;
    const format = plan?.form.format ?? 'parquet';
    return {
      format,
      encoding: plan === undefined ? null : encodingName(plan.told.encoding),
      shape: format === 'text' ? 'document' : await shapeOfFirst(recordsOf(open, file.name, source, DEFAULT_LIMITS)),
    };
  } finally {
    await open.close();
  }
}

async function shapeOfFirst(records: ReturnType<typeof recordsOf>): Promise<string | null> {
  try {
    for await (const [record] of records) if (record !== undefined) return shapeOf(record.value);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
  }
  return null;
}

const BY_KEY: readonly (readonly [string, string])[] = [
  ['messages', 'messages'],
  ['conversations', 'conversations'],
  ['mapping', 'chatgpt'],
  ['chosen', 'preference'],
  ['conversation', 'conversation'],
  ['instruction', 'instruction'],
];

/** What a record's form is called; null: none that is known. */
function shapeOf(value: unknown): string | null {
  if (Array.isArray(value)) return 'messages';
  if (!isObject(value)) return null;
  return BY_KEY.find(([key]) => key in value)?.[1] ?? 'pairs';
}
