// Owns the hashes by which a step knows that nothing has changed. Does not know what the steps do.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { canonicalJson } from '@naru/contracts';
import { combinedSha256, FileHashes } from '@naru/files';

/** SHA-256 of what a step depends on. */
export const keyOf = (inputs: object): string => createHash('sha256').update(canonicalJson(inputs)).digest('hex');

/** Hashes of files and folders; those of large files are kept. */
export class InputHashes {
  readonly #hashes: FileHashes;

  constructor(root: string) {
    this.#hashes = new FileHashes(join(root, 'data', 'work', 'loop-hashes.json'));
  }

  /** Of a file, or of all files of a folder by name; null where there is nothing. */
  async of(path: string): Promise<string | null> {
    if (!existsSync(path)) return null;
    if (!(await stat(path)).isDirectory()) return (await this.#hashes.of(path)).sha256;
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const hashed: [string, string][] = [];
    for (const file of files.sort()) hashed.push([relative(path, file), (await this.#hashes.of(file)).sha256]);
    return combinedSha256(hashed);
  }
}
