import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';

const BLOCK = 512;
// POSIX.1-1988 (ustar), https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
const [NAME, MODE, OWNER, GROUP, SIZE, TIME, SUM, TYPE, MAGIC] = [0, 100, 108, 116, 124, 136, 148, 156, 257];
const NAME_BYTES = 100;

/** A folder with some of its files, as a tar that is made while it is read. Files of up to 8 GiB. */
export function tarOf(folder: string, files: readonly string[]): Readable {
  return Readable.from(pieces(folder, files));
}

async function* pieces(folder: string, files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) {
    const path = join(folder, file);
    const { size, mtimeMs } = await stat(path);
    yield header(`${basename(folder)}/${file}`, size, Math.floor(mtimeMs / 1000));
    if (size > 0) yield* createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>;
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header(name: string, size: number, seconds: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void => {
    block.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  };
  block.write(name, NAME, NAME_BYTES, 'utf8');
  octal(0o600, MODE, 7);
  octal(0, OWNER, 7);
  octal(0, GROUP, 7);
  octal(size, SIZE, 11);
  octal(seconds, TIME, 11);
  block.write('0', TYPE, 'latin1');
  block.write('ustar\x0000', MAGIC, 'latin1');
  block.write(' '.repeat(8), SUM, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, SUM, 'latin1');
  return block;
}
