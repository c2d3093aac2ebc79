import type { EntityManager } from 'typeorm';

import { searchText, storedText } from '../../database/text.ts';
import { MessageRow } from './message.entity.ts';

// These few statements are most of what serve writes. TypeORM makes each of them anew every time, which takes longer
// than to run it.

type Value = string | number | boolean | null;

const COLUMNS: Readonly<Record<string, (row: MessageRow) => Value>> = {
  id: (row) => row.id,
  conversation_id: (row) => row.conversationId,
  owner_id: (row) => row.ownerId,
  parent_id: (row) => row.parentId,
  role: (row) => row.role,
  content: (row) => storedText(row.content),
  content_search: (row) => searchText(row.content),
  status: (row) => row.status,
  model: (row) => row.model,
  finish_reason: (row) => row.finishReason,
  error_code: (row) => row.errorCode,
  error_message: (row) => textOrNull(row.errorMessage),
  prompt_tokens: (row) => row.promptTokens,
  completion_tokens: (row) => row.completionTokens,
  usage_estimated: (row) => row.usageEstimated,
  trimmed_turns: (row) => row.trimmedTurns,
  stream_id: (row) => row.streamId,
  snapshot_seq: (row) => row.snapshotSeq,
  idempotency_key: (row) => row.idempotencyKey,
  provenance: (row) => (row.provenance === null ? null : JSON.stringify(row.provenance)),
  created_at: (row) => row.createdAt,
  completed_at: (row) => row.completedAt,
};
const NAMES = Object.keys(COLUMNS);
const ROW = `(${NAMES.map(() => '?').join(', ')})`;
const INSERT = `INSERT INTO messages (${NAMES.join(', ')}) VALUES `;

/** What an answer has become by its end. */
export type MessageEnd = Pick<
  MessageRow,
  | 'content'
  | 'snapshotSeq'
  | 'status'
  | 'finishReason'
  | 'errorCode'
  | 'errorMessage'
  | 'promptTokens'
  | 'completionTokens'
  | 'usageEstimated'
  | 'trimmedTurns'
  | 'completedAt'
>;

const END = `UPDATE messages SET content = ?, content_search = ?, snapshot_seq = ?, status = ?, finish_reason = ?,
  error_code = ?, error_message = ?, prompt_tokens = ?, completion_tokens = ?, usage_estimated = ?, trimmed_turns = ?,
  completed_at = ? WHERE id = ? AND stream_id = ? RETURNING id`;
const SNAPSHOT = `UPDATE messages SET content = ?, snapshot_seq = ? WHERE id = ? AND stream_id = ? AND status = 'streaming'`;
const BY_KEY = 'SELECT id FROM messages WHERE owner_id = ? AND idempotency_key = ?';
const TOUCH = 'UPDATE conversations SET updated_at = ? WHERE id = ?';
const SHOW = 'UPDATE conversations SET current_message_id = ?, updated_at = ? WHERE id = ?';

/** Adds messages to one conversation, which shows `currentMessageId` from then on. Every field of the rows is set. */
export async function addMessages(
  manager: EntityManager,
  rows: readonly MessageRow[],
  { currentMessageId, nowMs }: { readonly currentMessageId: string; readonly nowMs: number },
): Promise<void> {
  const values = rows.flatMap((row) => NAMES.map((name) => COLUMNS[name]?.(row) ?? null));
  await run(manager, INSERT + rows.map(() => ROW).join(', '), values);
  await run(manager, SHOW, [currentMessageId, nowMs, rows[0]?.conversationId ?? '']);
}

/**
 * Writes how an answer ended.
 *
 * @returns false where it is not there any more, or another stream goes on with it
 */
export async function endMessage(
  manager: EntityManager,
  { id, streamId, conversationId }: Pick<MessageRow, 'id' | 'streamId' | 'conversationId'>,
  end: MessageEnd,
): Promise<boolean> {
  const { content, snapshotSeq, status, finishReason, errorCode, errorMessage, trimmedTurns, completedAt } = end;
  const used = [end.promptTokens, end.completionTokens, end.usageEstimated];
  const ended = await run(manager, END, [
    ...[storedText(content), searchText(content), snapshotSeq, status, finishReason],
    ...[errorCode, textOrNull(errorMessage), ...used, trimmedTurns, completedAt, id, streamId],
  ]);
  if (ended.length === 0) return false;
  await run(manager, TOUCH, [completedAt, conversationId]);
  return true;
}

/** Keeps what there is of an answer. What it is searched by is written with its end: that would be most of the cost. */
export async function keepSnapshot(
  manager: EntityManager,
  { messageId, streamId, text, seq }: Readonly<Record<'messageId' | 'streamId' | 'text', string>> & { seq: number },
): Promise<void> {
  await run(manager, SNAPSHOT, [storedText(text), seq, messageId, streamId]);
}

/** The message that was written under an idempotency key; null where there is none yet, as nearly always. */
export async function messageOfKey(read: EntityManager, ownerId: string, key: string): Promise<MessageRow | null> {
  const [found] = (await run(read, BY_KEY, [ownerId, key])) as { readonly id: string }[];
  return found === undefined ? null : read.findOneBy(MessageRow, { id: found.id });
}

const textOrNull = (text: string | null): string | null => (text === null ? null : storedText(text));

/** @returns the rows that a statement gives */
async function run(manager: EntityManager, sql: string, values: readonly Value[]): Promise<readonly unknown[]> {
  const isPostgres = manager.dataSource.options.type === 'postgres';
  const given = await manager.query<unknown>(isPostgres ? numbered(sql) : sql, [...values]);
  // pg gives the rows of an UPDATE beside their count.
  const rows: unknown = isPostgres && Array.isArray(given) && Array.isArray(given[0]) ? given[0] : given;
  return Array.isArray(rows) ? (rows as unknown[]) : [];
}

const numberedSql = new Map<string, string>();

function numbered(sql: string): string {
  let made = numberedSql.get(sql);
  if (made === undefined) {
    let count = 0;
    made = sql.replaceAll('?', () => `$${(count += 1)}`);
    numberedSql.set(sql, made);
  }
  return made;
}
