// Owns which answers of the past are asked for again, and what stood before each. Does not know who answers now.
import { AppError } from '@naru/contracts';
import type { Database } from '@naru/db';
import type { EntityManager } from 'typeorm';

import { agreedAnswers } from '../feedback/exports/agreed-answers.ts';
import { feedbackLine } from '../feedback/exports/feedback-line.ts';
import { forgottenMessages, isForgotten } from '../feedback/exports/forgotten-messages.ts';
import { threadTo } from '../messages/thread.ts';

export interface PastAnswer {
  readonly messageId: string;
  /** What was said before it, the question last. */
  readonly turns: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
  readonly answer: string;
  /** What it should have been, as its person wrote it. */
  readonly correction: string | null;
}

interface Named extends Omit<PastAnswer, 'turns'> {
  readonly conversationId: string;
  readonly questionId: string;
  readonly systemPrompt: string | null;
}

/**
 * Every whole answer of the conversations that are named, else what its person rated and agreed to have learned from.
 * Nothing that is forgotten.
 *
 * @param forgotten path of data/forgotten.jsonl
 * @throws AppError `conversation.not-found`, `data.invalid`
 */
export async function pastAnswers(
  database: Database,
  { conversations, forgotten: path }: { readonly conversations: readonly string[]; readonly forgotten: string },
): Promise<PastAnswer[]> {
  const forgotten = await forgottenMessages(path);
  return database.snapshot((manager) =>
    conversations.length === 0 ? agreed(manager, forgotten) : named(manager, [...new Set(conversations)], forgotten),
  );
}

async function agreed(manager: EntityManager, forgotten: ReadonlySet<string>): Promise<PastAnswer[]> {
  const found: PastAnswer[] = [];
  for await (const page of agreedAnswers(manager)) {
    for (const answer of page) {
      if (!(await isForgotten(manager, answer, forgotten))) found.push(await feedbackLine(manager, answer));
    }
  }
  return found;
}

async function named(
  manager: EntityManager,
  ids: readonly string[],
  forgotten: ReadonlySet<string>,
): Promise<PastAnswer[]> {
  const wanted = (): string[] => [...ids];
  const known = await manager.sql<{ id: string }[]>`SELECT id FROM conversations WHERE id IN (${wanted})`;
  const missing = ids.filter((id) => !known.some((row) => row.id === id));
  if (missing.length > 0) {
    throw new AppError('conversation.not-found', `There is no conversation ${missing.join(', ')}.`);
  }
  const rows = await manager.sql<(Named & { readonly id: string })[]>`
    SELECT m.id AS "id", m.id AS "messageId", m.conversation_id AS "conversationId", m.parent_id AS "questionId",
      m.content AS "answer", f.correction AS "correction",
      COALESCE(c.system_prompt, p.system_prompt) AS "systemPrompt"
    FROM messages m JOIN conversations c ON c.id = m.conversation_id
      LEFT JOIN presets p ON p.id = c.preset_id AND p.owner_id = c.owner_id
      LEFT JOIN feedback f ON f.message_id = m.id
    WHERE m.conversation_id IN (${wanted}) AND m.role = 'assistant' AND m.status = 'complete' AND m.parent_id IS NOT NULL
    ORDER BY m.id`;
  const found: PastAnswer[] = [];
  for (const row of rows) {
    if (!(await isForgotten(manager, row, forgotten))) found.push(await withTurns(manager, row));
  }
  return found;
}

async function withTurns(manager: EntityManager, row: Named): Promise<PastAnswer> {
  const { messageId, answer, correction, systemPrompt, conversationId, questionId } = row;
  const said = (await threadTo(manager, conversationId, questionId)).filter(({ content }) => content !== '');
  const system = systemPrompt ? [{ role: 'system' as const, content: systemPrompt }] : [];
  return {
    ...{ messageId, answer, correction },
    turns: [...system, ...said.map(({ role, content }) => ({ role, content }))],
  };
}
