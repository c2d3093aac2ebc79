import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

import { redactSecrets } from '@naru/config';

const TAIL_BYTES = 8 * 1024;
const TAIL_LINES = 15;

/** The last lines of a log, fit for a terminal; none when there is no log. */
export function logTail(path: string): string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(TAIL_BYTES, size));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const lines = redactSecrets(stripVTControlCharacters(bytes.toString('utf8')))
      .split('\n')
      // A progress bar writes over its line.
      .map((line) => line.split('\r').findLast((part) => part !== '') ?? '');
    return lines.filter((line) => line.trim() !== '').slice(-TAIL_LINES);
  } finally {
    closeSync(file);
  }
}
