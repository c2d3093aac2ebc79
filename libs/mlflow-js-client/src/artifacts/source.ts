// Owns: what can be uploaded, and reading it as many times as it must be sent.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { MlflowLimitError } from '../errors.ts';

/** What to upload. A stream can be read once only, so its upload is not retried; a file is streamed from disk. */
export type ArtifactSource =
  | Uint8Array
  | { readonly text: string }
  | { readonly file: string }
  | { readonly stream: AsyncIterable<Uint8Array>; readonly sizeBytes?: number };

/** A source, opened. */
export interface Upload {
  /** Unknown for a stream whose size was not given: it is then sent in chunks. */
  readonly sizeBytes: number | undefined;
  readonly repeatable: boolean;
  readonly open: () => Readable | Uint8Array;
  /** Set for a file, whose parts can be read apart. */
  readonly file: string | undefined;
}

export async function openSource(source: ArtifactSource): Promise<Upload> {
  if (source instanceof Uint8Array) return fromBytes(source);
  if ('text' in source) return fromBytes(Buffer.from(source.text, 'utf8'));
  if ('file' in source) return fromFile(source.file);
  const { stream, sizeBytes } = source;
  return { sizeBytes, repeatable: false, open: () => Readable.from(stream, { objectMode: false }), file: undefined };
}

function fromBytes(bytes: Uint8Array): Upload {
  return { sizeBytes: bytes.byteLength, repeatable: true, open: () => bytes, file: undefined };
}

async function fromFile(file: string): Promise<Upload> {
  const { size, ...stats } = await stat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
  if (!stats.isFile)
    throw new MlflowLimitError('file', `${JSON.stringify(file)} is not a regular file; see uploadFolder`);
  // Bounded by the size at the start: a log that grows meanwhile is uploaded as it was.
  const open = (): Readable | Uint8Array => (size === 0 ? new Uint8Array() : createReadStream(file, { end: size - 1 }));
  return { sizeBytes: size, repeatable: true, open, file };
}
