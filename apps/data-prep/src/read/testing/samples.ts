import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Row } from '../../rows/row.ts';
import { readSource, type ReadOptions } from '../read-source.ts';
import type { RefusedRecord } from '../result.ts';
import type { SourceConfig } from '../source.ts';

export const QUESTION = '쿠버네티스에서 파드가 자꾸 재시작해요. 어디부터 보나요?';
export const ANSWER = '먼저 `kubectl describe pod`의 Last State를 보세요. OOMKilled라면 메모리 한도부터 올립니다.';

/** One row in the form that training takes, as text. */
export function rowText(more: Record<string, unknown> = {}, question = QUESTION, answer = ANSWER): string {
  const messages = [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
  return JSON.stringify({ ...more, messages });
}

/** A folder of its own with these files in it. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'naru-read-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export interface ReadAll {
  readonly rows: Row[];
  readonly refused: RefusedRecord[];
  readonly notes: string[];
}

export async function readAll(source: Partial<SourceConfig>, options?: ReadOptions): Promise<ReadAll> {
  const all: ReadAll = { rows: [], refused: [], notes: [] };
  for await (const batch of readSource({ name: 'chats', ...source }, options)) {
    for (const result of batch) {
      if ('skipped' in result) all.notes.push(result.skipped);
      else if ('refused' in result) all.refused.push(result.refused);
      else {
        all.rows.push(result.row);
        all.notes.push(...(result.notes ?? []));
      }
    }
  }
  return all;
}

/** Reads one file of this content. */
export async function readContent(
  content: string | Uint8Array,
  source: Partial<SourceConfig> = {},
  { name = 'export.jsonl', ...options }: ReadOptions & { readonly name?: string } = {},
): Promise<ReadAll> {
  const folder = await folderWith({ [name]: content });
  return readAll({ path: join(folder, name), ...source }, options);
}

/** Question and answer of each row, for short comparisons. */
export const turnsIn = (rows: readonly Row[]): string[][] =>
  rows.map(({ messages }) => messages.map(({ content }) => content));
