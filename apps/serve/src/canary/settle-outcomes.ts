import { CanaryConversationRow, FeedbackRow, MessageRow, type CanaryRow, type Database } from '@naru/db';
import { In, IsNull, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';

import { valuesOfAnswer, valuesOfReaction, type Values } from './measures.ts';

/** An answer that is written for longer does not end. */
export const LONGEST_ANSWER_MS = 120_000;
const MOST_AT_ONCE = 500;

/**
 * Writes down what has become of a canary's conversations: of the answer once it is over, of the person once the time
 * is over that everybody has. Both are read from the messages themselves: a kill loses nothing, and again is the same.
 */
export async function settleOutcomes(database: Database, canary: CanaryRow, nowMs = Date.now()): Promise<void> {
  const windowMs = canary.policy.windowMinutes * 60_000;
  const open = { canaryId: canary.id, closedAt: IsNull() };
  const due = await database.read.find(CanaryConversationRow, {
    where: [
      { ...open, answer: IsNull() },
      { ...open, begunAt: LessThanOrEqual(nowMs - windowMs) },
    ],
    order: { id: 'ASC' },
    take: MOST_AT_ONCE,
  });
  if (due.length === 0) return;
  const messages = await messagesOf(database.read, due);
  const changes = await Promise.all(
    due.map(async (row) => ({ row, change: await changeOf(row, messages.get(row.messageId)) })),
  );
  const made = changes.filter(({ change }) => Object.keys(change).length > 0);
  if (made.length === 0) return;
  await database.write(async (manager) => {
    for (const { row, change } of made) {
      // What is written once stays: another process may have counted it.
      const { id } = row;
      await manager.update(CanaryConversationRow, { id, closedAt: IsNull() }, change);
    }
  });

  type Change = Partial<Pick<CanaryConversationRow, 'answer' | 'reaction' | 'closedAt'>>;

  async function changeOf(row: CanaryConversationRow, message: MessageRow | undefined): Promise<Change> {
    if (message === undefined) return { answer: row.answer ?? {}, reaction: {}, closedAt: nowMs }; // it was deleted
    const answer = row.answer === null ? answerOf(row, message, nowMs) : undefined;
    const isOver = nowMs >= row.begunAt + windowMs && (row.answer !== null || answer !== undefined);
    return {
      ...(answer !== undefined && { answer }),
      ...(isOver && { reaction: await reactionOf(database.read, message), closedAt: nowMs }),
    };
  }
}

async function messagesOf(
  read: EntityManager,
  rows: readonly CanaryConversationRow[],
): Promise<ReadonlyMap<string, MessageRow>> {
  const found = await read.findBy(MessageRow, { id: In(rows.map(({ messageId }) => messageId)) });
  return new Map(found.map((message) => [message.id, message]));
}

function answerOf({ begunAt, ttftMs }: CanaryConversationRow, message: MessageRow, nowMs: number): Values | undefined {
  if (message.status === 'streaming' && nowMs < begunAt + LONGEST_ANSWER_MS) return undefined;
  return valuesOfAnswer({ ...message, ttftMs });
}

async function reactionOf(read: EntityManager, { id, conversationId, parentId }: MessageRow): Promise<Values> {
  const again = { conversationId, parentId: parentId ?? '', role: 'assistant' as const, id: MoreThan(id) };
  const regenerated = (await read.countBy(MessageRow, again)) > 0;
  const feedback = await read.findOneBy(FeedbackRow, { messageId: id });
  return valuesOfReaction({ regenerated, rating: feedback?.rating ?? null });
}
