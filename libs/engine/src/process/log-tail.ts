import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const LINES = 12;
const BYTES = 16 * 1024;

/** The last lines of a file, from where it stood at `from` bytes; empty where there are none. */
export function lastLines(file: string, from = 0): string {
  try {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const start = Math.max(from, size - BYTES);
      const bytes = Buffer.alloc(Math.max(0, size - start));
      readSync(handle, bytes, 0, bytes.length, start);
      return bytes.toString('utf8').trimEnd().split('\n').slice(-LINES).join('\n');
    } finally {
      closeSync(handle);
    }
  } catch {
    return '';
  }
}
