// Owns: uploading one large file in parts, straight to the store behind the server.
import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { MlflowLimitError, MlflowProtocolError, MlflowResponseError } from '../errors.ts';
import type { Fields } from '../encoding.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { PROXY, encodePath } from './artifact-path.ts';
import { inTurns } from './in-turns.ts';

export interface MultipartOptions {
  /** Files from this size on go in parts, where the server can. */
  readonly thresholdBytes: number;
  /** Raised where a file would need more than 10 000 parts, the limit of S3. */
  readonly partBytes: number;
  /** Parts under way at once. */
  readonly concurrency: number;
}

interface LargeFile {
  readonly path: string;
  readonly file: string;
  readonly sizeBytes: number;
}

interface Part {
  readonly url: string;
  readonly number: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly start: number;
  readonly end: number;
}

const MAX_PARTS = 10_000;

/** Gives false, having sent nothing, where the server or its store knows no multipart upload. */
export async function uploadInParts(
  transport: Transport,
  file: LargeFile,
  options: MultipartOptions,
  call: CallOptions,
): Promise<boolean> {
  if (options.partBytes < 1 || options.concurrency < 1) throw new MlflowLimitError('multipart', 'needs sizes above 0');
  const partBytes = Math.max(options.partBytes, Math.ceil(file.sizeBytes / MAX_PARTS));
  const numParts = Math.max(1, Math.ceil(file.sizeBytes / partBytes));
  const created = await create(transport, file, numParts, call);
  if (!created) return false;
  const uploadId = created.text('upload_id');
  try {
    const parts = readParts(created, file.sizeBytes, partBytes, numParts);
    const sent = await inTurns(parts, options.concurrency, (part) => sendPart(transport, file.file, part, call));
    await post(transport, 'complete', file, { upload_id: uploadId, parts: sent }, call);
  } catch (error) {
    // Parts left behind cost money; but what the caller must hear of is the first failure.
    await post(transport, 'abort', file, { upload_id: uploadId }, {}).catch(() => undefined);
    throw error;
  }
  return true;
}

async function create(
  transport: Transport,
  file: LargeFile,
  numParts: number,
  call: CallOptions,
): Promise<Fields | undefined> {
  try {
    return await post(transport, 'create', file, { num_parts: numParts }, call);
  } catch (error) {
    if (
      error instanceof MlflowResponseError &&
      (error.status === 501 || error.status === 404 || error.status === 405)
    ) {
      return undefined;
    }
    throw error;
  }
}

function readParts(created: Fields, sizeBytes: number, partBytes: number, expected: number): Part[] {
  const parts = created.list('credentials').map((credential, index) => {
    const number = credential.integer('part_number');
    const start = index * partBytes;
    const headers = credential.textMap('headers');
    return { url: credential.requiredText('url'), number, headers, start, end: Math.min(start + partBytes, sizeBytes) };
  });
  if (parts.length !== expected) {
    throw new MlflowProtocolError(`The server gave ${parts.length} addresses for ${expected} parts`);
  }
  return parts;
}

async function sendPart(transport: Transport, file: string, part: Part, call: CallOptions): Promise<object> {
  const answer = await transport.stream(
    {
      method: 'PUT',
      url: part.url,
      headers: { ...part.headers, 'content-length': String(part.end - part.start) },
      body: () => createReadStream(file, { start: part.start, end: part.end - 1 }),
      repeatable: true,
    },
    call,
  );
  await answer.body.dump();
  const etag = answer.headers['etag'];
  return { part_number: part.number, etag: Array.isArray(etag) ? etag[0] : (etag ?? ''), url: part.url };
}

async function post(
  transport: Transport,
  verb: string,
  file: LargeFile,
  body: object,
  call: CallOptions,
): Promise<Fields> {
  const folder = posix.dirname(file.path);
  return transport.json(
    {
      method: 'POST',
      path: `${PROXY}/mpu/${verb}/${encodePath(folder)}`,
      body: { path: posix.basename(file.path), ...body },
      repeatable: true,
    },
    call,
  );
}
