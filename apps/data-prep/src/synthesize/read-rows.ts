import { AppError } from '@naru/contracts';
import type { FileHashes } from '@naru/files';

import { hashedSource } from '../build/read-sources.ts';
import { readSource } from '../read/index.ts';
import type { Row } from '../rows/row.ts';
import type { NamedPath } from './read-synthesis.ts';

/** A file that rows were read from, as a manifest names it. */
export interface ReadFile {
  readonly path: string;
  readonly sha256: string;
}

export interface ReadRows {
  readonly rows: readonly Row[];
  readonly files: readonly ReadFile[];
}

/** All rows of some files and folders. @throws AppError `data.invalid` where one of them holds none */
export async function readRows(places: readonly NamedPath[], hashes: FileHashes): Promise<ReadRows> {
  const rows: Row[] = [];
  const files: ReadFile[] = [];
  for (const { name, path } of places) {
    const before = rows.length;
    const source = { name, path };
    for await (const batch of readSource(source)) {
      for (const result of batch) if ('row' in result) rows.push(result.row);
    }
    if (rows.length === before) throw new AppError('data.invalid', `${name} holds no row that can be read.`);
    for (const { name: inside, path: file, sha256 } of (await hashedSource(source, hashes, {})).files) {
      files.push({ path: file === path ? name : `${name}/${inside}`, sha256 });
    }
  }
  return { rows, files };
}
