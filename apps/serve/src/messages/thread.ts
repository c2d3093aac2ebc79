import { AppError } from '@naru/contracts';
import type { MessageRow } from '@naru/db';
import type { EntityManager } from 'typeorm';

/** A message of a thread, as far as a prompt needs it. */
export type Said = Pick<MessageRow, 'id' | 'role' | 'content' | 'status'>;

/**
 * The messages from the first one to `leafId`, in order.
 *
 * @throws AppError `message.not-found` where the conversation has no such message
 */
export async function threadTo(read: EntityManager, conversationId: string, leafId: string | null): Promise<Said[]> {
  if (leafId === null) return [];
  const thread = await read.sql<Said[]>`
    WITH RECURSIVE thread AS (
      SELECT id, parent_id, role, content, status, 0 AS depth FROM messages
        WHERE id = ${leafId} AND conversation_id = ${conversationId}
      UNION ALL
      SELECT m.id, m.parent_id, m.role, m.content, m.status, t.depth + 1 FROM thread t
        JOIN messages m ON m.id = t.parent_id AND m.conversation_id = ${conversationId}
    )
    SELECT id, role, content, status FROM thread ORDER BY depth DESC`;
  if (thread.length === 0) throw new AppError('message.not-found', 'The conversation has no message of this id.');
  return thread;
}
