// Owns: getting one artifact, and getting it into a file that is whole or not there.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallOptions, StreamAnswer, Transport } from '../transport/transport.ts';
import { PROXY, encodePath } from './artifact-path.ts';

/** The artifact's bytes as they come. A connection that breaks in the middle is an error of the stream. */
export async function openDownload(transport: Transport, path: string, options: CallOptions): Promise<Readable> {
  const answer = await get(transport, path, {}, options);
  return Readable.from(bytesOf(transport, path, answer, options), { objectMode: false });
}

/**
 * Downloads to a file beside `destination`, then renames: a reader sees the whole or nothing.
 *
 * A download that breaks is taken up where it stopped, if the server still has the same version (ETag).
 */
export async function downloadTo(
  transport: Transport,
  path: string,
  destination: string,
  options: CallOptions,
): Promise<void> {
  await mkdir(dirname(destination), { recursive: true });
  const partial = `${destination}.${randomUUID().slice(0, 8)}.part`;
  const single = transport.withoutRetries();
  let etag: string | undefined;
  try {
    await transport.retrying(true, options, async () => {
      const there = etag === undefined ? 0 : await sizeOf(partial);
      const headers = etag !== undefined && there > 0 ? { range: `bytes=${there}-`, 'if-range': etag } : {};
      const answer = await get(single, path, headers, options);
      etag = strongEtag(answer);
      const start = answer.status === 206 ? { flags: 'r+', start: there } : {};
      await write(bytesOf(single, path, answer, options), partial, start);
    });
    await sync(partial);
    await rename(partial, destination);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Returns when the file is closed, also on failure: its size is then what was really written. */
async function write(bytes: AsyncIterable<Uint8Array>, path: string, options: object): Promise<void> {
  const file = createWriteStream(path, options);
  const closed = once(file, 'close');
  try {
    await pipeline(bytes, file);
  } finally {
    await closed.catch(() => undefined);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  );
}

async function get(
  transport: Transport,
  path: string,
  headers: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<StreamAnswer> {
  const url = `${PROXY}/artifacts/${encodePath(path)}`;
  return transport.stream({ method: 'GET', url, headers, repeatable: true }, options);
}

/** Undici makes an error of a body that is shorter than its content-length. */
async function* bytesOf(
  transport: Transport,
  path: string,
  answer: StreamAnswer,
  options: CallOptions,
): AsyncGenerator<Uint8Array> {
  try {
    yield* answer.body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw transport.bodyError(error, { method: 'GET', path: `${PROXY}/artifacts/${encodePath(path)}` }, options);
  }
}

function strongEtag(answer: StreamAnswer): string | undefined {
  const etag = answer.headers['etag'];
  return typeof etag === 'string' && !etag.startsWith('W/') ? etag : undefined;
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
