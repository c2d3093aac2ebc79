import { AppError } from '@naru/contracts';
import { ExportedMessageRow, type Database } from '@naru/db';

/**
 * A message, and the answers after it in its branches: each of them goes to a dataset with what stood before it. A message
 * that is deleted is known by the exports that held it.
 *
 * @throws AppError `message.not-found`
 */
export async function messageAndAfter(messageId: string, { read }: Database): Promise<string[]> {
  const rows = await read.sql<{ id: string; role: string }[]>`
    WITH RECURSIVE branch AS (
      SELECT id, conversation_id, role FROM messages WHERE id = ${messageId}
      UNION ALL
      SELECT m.id, m.conversation_id, m.role FROM branch b
        JOIN messages m ON m.parent_id = b.id AND m.conversation_id = b.conversation_id
    )
    SELECT id AS "id", role AS "role" FROM branch`;
  const answers = rows.filter(({ id, role }) => id === messageId || role === 'assistant').map(({ id }) => id);
  if (answers.length > 0) return answers.sort();
  if (await read.existsBy(ExportedMessageRow, { messageId })) return [messageId];
  throw new AppError('message.not-found', `There is no message ${messageId}, and no export of feedback held one.`);
}
