// Owns gzip and zstd around a file, and what unpacking may cost. Does not know what is packed.
import { pipeline, Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';

import { FileFault } from '../result.ts';
import type { ReadLimits } from '../source.ts';

export type Packing = 'gzip' | 'zstd';

export function packingOf(head: Buffer): Packing | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (isZstd(head)) return 'zstd';
  return undefined;
}

/** A frame of data, or one that decoders skip: https://www.rfc-editor.org/rfc/rfc8878#section-3.1 */
function isZstd(head: Buffer): boolean {
  if (head.length < 4) return false;
  const magic = head.readUInt32LE(0);
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
}

type UnpackLimits = Pick<ReadLimits, 'maxUnpackedBytes' | 'maxRatio'>;

/**
 * What is packed in all members or frames, one after the other.
 *
 * @throws FileFault for data that is damaged, cut short or unpacks to more than the limits
 */
export async function* unpacked(
  chunks: AsyncIterator<Buffer>,
  packing: Packing,
  limits: UnpackLimits,
): AsyncGenerator<Buffer> {
  const feed = new Feed(chunks);
  const guard = new Guard(limits);
  try {
    for (let more = true; more; more = packing === 'zstd' && (await nextFrame(feed))) {
      const packedBefore = feed.taken;
      const engine = engineOf(packing);
      // The engine's own error comes out of its reading below.
      pipeline(Readable.from(feed.pieces(), { objectMode: true, highWaterMark: 1 }), engine, () => undefined);
      for await (const piece of engine as AsyncIterable<Buffer>) {
        guard.check(piece.length, packedBefore + engine.bytesWritten);
        yield piece;
      }
      await feed.usedUpTo(engine.bytesWritten);
    }
  } catch (error) {
    throw explained(error, packing);
  } finally {
    await chunks.return?.();
  }
}

const PIECE_BYTES = 256 * 1024;
const MAX_WINDOW_LOG = 27; // 128 MB, what `zstd -d` itself allows unasked

function engineOf(packing: Packing): Transform & { readonly bytesWritten: number } {
  if (packing === 'gzip') return createGunzip({ chunkSize: PIECE_BYTES });
  return createZstdDecompress({
    chunkSize: PIECE_BYTES,
    params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  });
}

async function nextFrame(feed: Feed): Promise<boolean> {
  const next = await feed.ahead(4);
  if (next.length === 0) return false;
  if (isZstd(next)) return true;
  throw new FileFault('has more after the end of its zstd data');
}

class Guard {
  readonly #limits: UnpackLimits;
  #unpacked = 0;

  constructor(limits: UnpackLimits) {
    this.#limits = limits;
  }

  check(bytes: number, packed: number): void {
    this.#unpacked += bytes;
    const { maxUnpackedBytes, maxRatio } = this.#limits;
    if (this.#unpacked > maxUnpackedBytes) {
      throw new FileFault(`unpacks to more than ${maxUnpackedBytes} bytes, the limit for one file`);
    }
    if (this.#unpacked <= RATIO_FROM_BYTES || this.#unpacked <= maxRatio * Math.max(1, packed)) return;
    throw new FileFault(`unpacks to more than ${maxRatio} times its size, as no text does`);
  }
}

const RATIO_FROM_BYTES = 64 * 1024 * 1024;

/** Hands the packed bytes to one engine after the other, and takes back what one did not use. */
class Feed {
  readonly #source: AsyncIterator<Buffer>;
  #given: Buffer[] = [];
  #left: Buffer | undefined;
  #pending: Promise<Buffer | undefined> | undefined;
  #forgotten = 0;
  taken = 0;

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source;
  }

  async *pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      let piece = this.#left;
      this.#left = undefined;
      if (piece === undefined) {
        this.#pending = this.#next();
        piece = await this.#pending;
      }
      if (piece === undefined) return;
      this.#given.push(piece);
      if (this.#given.length > MOST_IN_FLIGHT) this.#forgetOldest();
      yield piece;
    }
  }

  /** The engine used so many of the bytes that it was given; the rest comes again. */
  async usedUpTo(used: number): Promise<void> {
    await this.#pending; // read ahead when the engine had enough: it belongs to what is left
    const given = Buffer.concat(this.#given);
    const skipped = this.#forgotten;
    this.#left = given.subarray(Math.max(0, used - skipped));
    if (this.#left.length === 0) this.#left = undefined;
    this.#given = [];
    this.#forgotten = 0;
    this.taken += used;
  }

  async ahead(bytes: number): Promise<Buffer> {
    while ((this.#left?.length ?? 0) < bytes) {
      const next = await this.#next();
      if (next === undefined) break;
      this.#left = this.#left === undefined ? next : Buffer.concat([this.#left, next]);
    }
    return this.#left?.subarray(0, bytes) ?? Buffer.alloc(0);
  }

  // Streams hold a few pieces at once; older ones are surely used.
  #forgetOldest(): void {
    this.#forgotten += this.#given.shift()?.length ?? 0;
  }

  async #next(): Promise<Buffer | undefined> {
    const next = await this.#source.next();
    return next.done === true ? undefined : next.value;
  }
}

const MOST_IN_FLIGHT = 16;

function explained(error: unknown, packing: Packing): unknown {
  if (error instanceof FileFault) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') {
    return new FileFault(`ends in the middle of its ${packing} data; the rest is lost`, { cause: error });
  }
  if (/^(Z_|ZSTD_)/.test(code)) {
    return new FileFault(`has damaged ${packing} data; what follows is lost`, { cause: error });
  }
  return error;
}
