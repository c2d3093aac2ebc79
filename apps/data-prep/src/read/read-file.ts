// Owns the way from a file's bytes to records: unpacking, encoding, format. Does not know what a row is.
import { csvRecords } from './formats/csv.ts';
import { formOf, requireNoBinary, requireText, type TextForm } from './formats/detect.ts';
import { documentRecords } from './formats/documents.ts';
import { jsonElements } from './formats/json-elements.ts';
import { jsonLines } from './formats/json-lines.ts';
import { parquetRecords } from './formats/parquet.ts';
import type { OpenFile } from './place/open-file.ts';
import { Fault, FileFault, type RawRecord } from './result.ts';
import { wantedKeys } from './shapes/forms.ts';
import { isObject, type JsonObject } from './shapes/kind-of.ts';
import { TurnGathering, turnLogOf } from './shapes/turn-log.ts';
import type { ReadLimits, SourceConfig } from './source.ts';
import { asUtf8 } from './text/as-utf8.ts';
import { encodingName, encodingOf, requireEncoding, type Told } from './text/encoding.ts';
import { peek, type Peeked } from './text/peeked.ts';
import { packingOf, unpacked } from './text/unpack.ts';

/** What was told of a text from its first part; it holds for the whole file. */
export interface TextPlan {
  readonly form: TextForm;
  readonly told: Told;
  /** Nothing has to be unpacked or decoded: the file's bytes are the text's. */
  readonly plain: boolean;
}

export interface OpenedText {
  readonly plan: TextPlan;
  /** UTF-8 without a byte order mark. */
  readonly chunks: () => AsyncGenerator<Buffer>;
}

/** A file's records, a conversation or the turn of a log each; turns of a log are gathered. @throws FileFault */
export async function* recordsOf(
  file: OpenFile,
  name: string,
  source: SourceConfig,
  limits: ReadLimits,
): AsyncGenerator<RawRecord[]> {
  const keys = wantedKeys(source.columns);
  const start = await file.slice(0, Math.min(file.bytes, 8));
  if (start.toString('latin1', 0, 4) === 'PAR1') {
    yield* gathered(parquetRecords(file, { columns: source.columns, keys, limits }), source, limits);
    return;
  }
  const text = await openText(file, name, source, limits);
  yield* gathered(textRecords(text, { name, source, limits, keys }), source, limits);
}

/** @throws FileFault */
export async function openText(
  file: OpenFile,
  name: string,
  source: SourceConfig,
  limits: ReadLimits,
): Promise<OpenedText> {
  const stored = await peek(file.chunks());
  const packing = packingOf(stored.head);
  const bytes = packing === undefined ? stored : await unpack(stored, packing, limits);
  if (bytes.head.length === 0) throw new FileFault('is empty');
  requireText(bytes.head);
  const told = source.encoding === undefined ? encodingOf(bytes.head, bytes.whole) : named(source.encoding, bytes.head);
  const text = await peek(asUtf8(bytes.chunks(), told));
  requireNoBinary(text.head);
  const form = formOf({ bytes: text.head, whole: text.whole, name }, source, limits);
  return { plan: { form, told, plain: packing === undefined && told.encoding === 'utf-8' }, chunks: text.chunks };
}

async function unpack(stored: Peeked, packing: 'gzip' | 'zstd', limits: ReadLimits): Promise<Peeked> {
  const bytes = await peek(unpacked(stored.chunks(), packing, limits));
  if (packingOf(bytes.head) !== undefined) throw new FileFault('is packed twice; unpack it first');
  if (bytes.head.toString('latin1', 0, 4) === 'PAR1') {
    throw new FileFault(`is a Parquet file inside ${packing}; unpack it first`);
  }
  return bytes;
}

function named(label: string, head: Buffer): Told {
  const encoding = requireEncoding(label);
  const marks: Readonly<Record<string, string>> = {
    'utf-8': '\xef\xbb\xbf',
    'utf-16le': '\xff\xfe',
    'utf-16be': '\xfe\xff',
  };
  const mark = marks[encoding] ?? '';
  return { encoding, markBytes: mark !== '' && head.toString('latin1', 0, mark.length) === mark ? mark.length : 0 };
}

interface Reading {
  readonly name: string;
  readonly source: SourceConfig;
  readonly limits: ReadLimits;
  readonly keys: ReadonlySet<string>;
}

function textRecords({ plan, chunks }: OpenedText, reading: Reading): AsyncGenerator<RawRecord[]> {
  const { name, source, limits, keys } = reading;
  const encoding = encodingName(plan.told.encoding);
  switch (plan.form.format) {
    case 'jsonl':
      return jsonLines(chunks(), { limits, encoding, endedByCr: plan.form.endedByCr });
    case 'json':
      return jsonElements(chunks(), { ...plan.form, limits, encoding });
    case 'csv':
      return csvRecords(chunks(), { delimiter: plan.form.delimiter, encoding, limits, source, keys });
    case 'text': {
      if (source.template === undefined) throw new FileFault('is a document, and the source has no template for turns');
      return documentRecords(chunks(), { template: source.template, file: name, encoding, limits });
    }
  }
}

/** Whether the first record that could be read is a turn of a log decides for the file. */
async function* gathered(
  batches: AsyncGenerator<RawRecord[]>,
  { columns }: SourceConfig,
  limits: ReadLimits,
): AsyncGenerator<RawRecord[]> {
  let gathering: TurnGathering | 'none' | undefined;
  for await (const batch of batches) {
    if (gathering === undefined) {
      const first = firstReadable(batch);
      if (first !== undefined) {
        const log = turnLogOf(Object.keys(first), columns);
        gathering = log === undefined ? 'none' : new TurnGathering(log, limits);
      }
    }
    if (gathering instanceof TurnGathering) yield batch.flatMap((record) => (gathering as TurnGathering).take(record));
    else yield batch;
  }
  if (gathering instanceof TurnGathering) yield gathering.rest();
}

export function firstReadable(batch: readonly RawRecord[]): JsonObject | undefined {
  const first = batch.find(({ value }) => isObject(value) && !(value instanceof Fault))?.value;
  return isObject(first) ? first : undefined;
}
