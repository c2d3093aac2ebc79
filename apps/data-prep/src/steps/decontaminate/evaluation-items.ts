import { createHash } from 'node:crypto';
import { mkdir, readFile as readBytes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { AppError, checkEvaluationItem, type EvaluationItem as SetItem } from '@naru/contracts';
import { writeFileAtomically } from '@naru/files';

import { filesOf, readFile, type Listed } from '../../read/index.ts';
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
    const source = { name: basename(path), path };
    for (const file of await filesOf(source)) {
      const ofSet = await itemsOfSet(file);
      items.push(...(ofSet ?? []));
      if (ofSet !== undefined) continue;
      for await (const batch of readFile(file, source)) {
        for (const result of batch)
          if ('row' in result) items.push({ at: result.row.at, text: spokenText(result.row) });
      }
    }
    if (items.length === before) {
      throw new AppError('data.invalid', `${path} holds no evaluation item that can be read.`, {
        hint: 'Items are those of evaluation-item.schema.json, rows of messages, or any other shape that a source may have.',
      });
    }
  }
  const text = JSON.stringify(items);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await mkdir(dirname(itemsPath(work, sha256)), { recursive: true });
  await writeFileAtomically(itemsPath(work, sha256), text);
  return sha256;
}

const MAX_SET_BYTES = 64 * 1024 * 1024;

/** The items of a file of our own evaluation sets; undefined where it is something else. */
async function itemsOfSet({ path, name, fault }: Listed): Promise<EvaluationItem[] | undefined> {
  if (fault !== undefined || !name.endsWith('.jsonl')) return undefined;
  const bytes = await readBytes(path).catch(() => undefined);
  if (bytes === undefined || bytes.length > MAX_SET_BYTES) return undefined;
  const items: EvaluationItem[] = [];
  for (const [at, line] of bytes.toString('utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const item = setItem(line);
    if (item === undefined) return undefined;
    items.push({ at: `${name}:${at + 1}`, text: textOf(item) });
  }
  return items.length > 0 ? items : undefined;
}

function setItem(line: string): SetItem | undefined {
  try {
    const checked = checkEvaluationItem(JSON.parse(line));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/** What was asked, and what the answer is held to: knowing either spoils the item. */
function textOf(item: SetItem): string {
  const held = item.kind === 'question' ? item.references : item.kind === 'choice' ? item.options : [];
  return [item.prompt, ...held].join('\n');
}
