// Owns a folder as a tar stream (POSIX ustar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html).
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import { filesIn, type DatasetFile } from './dataset-folder.ts';

const BLOCK = 512;
const MOST_NAME = 100;

/** A folder's files under `name/`, one after the other; nothing of it is held in memory. */
export async function* tarOf(folder: string, name: string): AsyncGenerator<Buffer> {
  for (const file of await filesIn(folder)) {
    yield header(name, file);
    if (file.bytes > 0) yield* createReadStream(join(folder, file.path), { end: file.bytes - 1 }) as AsyncIterable<Buffer>; // prettier-ignore
    const rest = file.bytes % BLOCK;
    if (rest > 0) yield Buffer.alloc(BLOCK - rest);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** The folder is the prefix, so that a name of 100 bytes is left for the path in it. */
function header(prefix: string, { path, bytes }: DatasetFile): Buffer {
  if (Buffer.byteLength(path) > MOST_NAME) throw new Error(`${path} is too long a name for a tar.`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  };
  block.write(path, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes, 124, 12);
  octal(0, 136, 12); // the same dataset gives the same bytes
  block.write('        0', 148, 'latin1'); // the checksum counts as spaces; 0: an ordinary file
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345);
  octal(block.reduce((sum, byte) => sum + byte, 0), 148, 7); // prettier-ignore
  return block;
}
