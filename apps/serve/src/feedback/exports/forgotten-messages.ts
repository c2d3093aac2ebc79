import { readFile } from 'node:fs/promises';

import { AppError, forgottenIn } from '@naru/contracts';
import type { EntityManager } from 'typeorm';

import { threadTo } from '../../messages/thread.ts';
import type { AgreedAnswer } from './agreed-answers.ts';

/** Ids of messages that data/forgotten.jsonl lists. @throws AppError `data.invalid` */
export async function forgottenMessages(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new AppError('data.invalid', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  });
  return new Set(forgottenIn(text, path).flatMap((line) => (line.kind === 'message' ? [line.messageId] : [])));
}

/** Whether the answer, or anything that its line would hold of the branch before it, is forgotten. */
export async function isForgotten(
  manager: EntityManager,
  { id, conversationId, questionId }: Pick<AgreedAnswer, 'id' | 'conversationId' | 'questionId'>,
  forgotten: ReadonlySet<string>,
): Promise<boolean> {
  if (forgotten.size === 0) return false;
  if (forgotten.has(id)) return true;
  return (await threadTo(manager, conversationId, questionId)).some((said) => forgotten.has(said.id));
}
