import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampOf = (venv: string): string => join(venv, 'naru-lock.sha256');

/** SHA-256 of the requirements that the environment was completely made from; none if it was not. */
export function readStamp(venv: string): string | undefined {
  return existsSync(stampOf(venv)) ? readFileSync(stampOf(venv), 'utf8').trim() : undefined;
}

/** Written last, beside and renamed: an environment that was interrupted has none, or its former one. */
export function writeStamp(venv: string, sha256: string): void {
  writeFileSync(`${stampOf(venv)}.new`, `${sha256}\n`);
  renameSync(`${stampOf(venv)}.new`, stampOf(venv));
}

export function sha256OfFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
