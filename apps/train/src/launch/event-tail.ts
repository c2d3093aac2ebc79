import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 256 * 1024;
// No event comes near; more without an end of line is no event file.
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Reads a growing file line by line, as bytes.
 *
 * Only whole lines are taken, so that a character is never cut. Looking is a matter of one `fstat`: that is cheap
 * enough to do five times a second, and unlike a notification it works on every file system.
 */
export class EventTail {
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #file: number | undefined;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The whole lines that were added since the last call, without their ends. */
  read(): Buffer[] {
    const file = this.#open();
    if (file === undefined) return [];
    const { size } = fstatSync(file);
    // Whoever appends may first remove the half line that a killed process left.
    if (size < this.#offset) this.#offset = size;
    return size === this.#offset ? [] : this.#lines(file, size);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number | undefined {
    try {
      this.#file ??= openSync(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return this.#file;
  }

  #lines(file: number, size: number): Buffer[] {
    const lines: Buffer[] = [];
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    for (let position = this.#offset; position < size;) {
      const count = readSync(file, this.#buffer, 0, Math.min(CHUNK_BYTES, size - position), position);
      if (count === 0) break;
      const chunk = Buffer.from(this.#buffer.subarray(0, count));
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        lines.push(Buffer.concat([...pending, chunk.subarray(start, end)]));
        pending = [];
        pendingBytes = 0;
        start = end + 1;
        this.#offset = position + start;
      }
      pending.push(chunk.subarray(start));
      pendingBytes += count - start;
      position += count;
      if (pendingBytes > LONGEST_LINE_BYTES) {
        lines.push(Buffer.concat(pending));
        pending = [];
        pendingBytes = 0;
        this.#offset = position;
      }
    }
    return lines;
  }
}
