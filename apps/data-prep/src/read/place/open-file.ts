import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

import { AppError } from '@naru/contracts';

import { FileFault } from '../result.ts';
import { faultOf, kindFault } from './list-files.ts';

const CHUNK_BYTES = 1024 * 1024;

type Slice = (start: number, end: number) => Promise<Buffer>;

/** An ordinary file that is open, and the same at the end as at the beginning. */
export interface OpenFile {
  readonly path: string;
  readonly bytes: number;
  /** The bytes from `start` up to `end`, in pieces. */
  readonly chunks: (start?: number, end?: number) => AsyncGenerator<Buffer>;
  readonly slice: Slice;
  /** @throws AppError `data.changed` */
  readonly requireUnchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Never waits for another process, as the opening of a pipe would.
 *
 * @param onBytes is told how many bytes came with each piece
 * @throws FileFault for what is no ordinary file, is empty or cannot be read
 */
export async function openFile(path: string, onBytes?: (bytes: number) => void): Promise<OpenFile> {
  const kind = await kindFault(path);
  if (kind !== undefined) throw new FileFault(kind);
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new FileFault(`cannot be read: ${faultOf(error)}`, { cause: error });
  });
  const before = await handle.stat();
  const fault = before.isFile() ? (before.size === 0 ? 'is empty' : undefined) : 'is not an ordinary file';
  if (fault !== undefined) {
    await handle.close();
    throw new FileFault(fault);
  }
  const slice: Slice = async (start, end) => {
    const bytes = await sliceOf(handle, start, end);
    onBytes?.(bytes.length);
    return bytes;
  };
  return {
    path,
    bytes: before.size,
    chunks: (start = 0, end = before.size) => chunksOf(slice, start, end),
    slice,
    requireUnchanged: async () => {
      const now = [await handle.stat(), await stat(path).catch(() => undefined)];
      const same = now.every((one) => one?.size === before.size && one.mtimeMs === before.mtimeMs);
      if (same && now[1]?.ino === before.ino) return;
      throw new AppError('data.changed', `${path} changed while it was read.`, {
        hint: 'Wait until nothing writes it any more, or read a copy.',
      });
    },
    close: () => handle.close(),
  };
}

/** Reads one piece ahead, so that the disk works while the last piece is looked at. */
async function* chunksOf(slice: Slice, start: number, end: number): AsyncGenerator<Buffer> {
  const read = (at: number): Promise<Buffer> => {
    const piece = slice(at, Math.min(end, at + CHUNK_BYTES));
    piece.catch(() => undefined); // told where it is awaited
    return piece;
  };
  let next = read(start);
  try {
    for (let at = start; at < end;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      at += chunk.length;
      next = read(at);
      yield chunk;
    }
  } finally {
    await next.catch(() => undefined); // the file may be closed after
  }
}

async function sliceOf(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled).catch(refuseRead);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function refuseRead(error: unknown): never {
  throw new FileFault(`cannot be read: ${faultOf(error)}`, { cause: error });
}
