import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { AppError } from '@naru/contracts';
import { writeFileAtomically } from '@naru/files';

import { readSource } from '../../read/index.ts';
import { spokenText } from '../../rows/spoken-text.ts';

export interface EvaluationItem {
  /** For people: `ko.jsonl:12`. */
  readonly at: string;
  readonly text: string;
}

export const itemsPath = (work: string, sha256: string): string => join(work, 'evaluation', `${sha256}.json`);

/**
 * Reads evaluation items and keeps them under the hash of their texts, where the workers find them.
 *
 * @returns the hash
 * @throws AppError `data.invalid` where a path holds no item
 */
export async function keepItems(paths: readonly string[], work: string): Promise<string> {
  const items: EvaluationItem[] = [];
  for (const path of paths) {
    const before = items.length;
    for await (const batch of readSource({ name: basename(path), path })) {
      for (const result of batch) if ('row' in result) items.push({ at: result.row.at, text: spokenText(result.row) });
    }
    if (items.length === before) {
      throw new AppError('data.invalid', `${path} holds no evaluation item that can be read.`, {
        hint: 'Items are rows of messages, or any other shape that a source may have.',
      });
    }
  }
  const text = JSON.stringify(items);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await mkdir(dirname(itemsPath(work, sha256)), { recursive: true });
  await writeFileAtomically(itemsPath(work, sha256), text);
  return sha256;
}
