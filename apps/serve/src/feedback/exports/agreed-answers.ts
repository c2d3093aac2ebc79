import type { MessageStatus, Provenance, Rating } from '@naru/db';
import type { EntityManager } from 'typeorm';

/** An answer that its person rated or corrected and agreed to have learned from, without its text. */
export interface AgreedAnswer {
  readonly id: string;
  readonly conversationId: string;
  readonly ownerId: string;
  readonly questionId: string;
  readonly status: Exclude<MessageStatus, 'streaming'>;
  readonly model: string | null;
  readonly provenance: Provenance | null;
  readonly answeredAt: number;
  readonly ratedAt: number;
}

const PAGE = 500;

// What may leave, over feedback f, its message m and the message's owner u. A person who was shut out could not take it
// back any more; an answer that is still being written is not the one that was rated.
const AGREED = `f.consent = TRUE AND (f.rating IS NOT NULL OR f.correction <> '')
  AND m.role = 'assistant' AND m.status <> 'streaming' AND m.parent_id IS NOT NULL AND u.disabled = FALSE`;
const JOINED = `feedback f JOIN messages m ON m.id = f.message_id JOIN users u ON u.id = m.owner_id`;
const agreed = (): string => AGREED;
const joined = (): string => JOINED;

interface RawAgreed extends Omit<AgreedAnswer, 'provenance' | 'answeredAt' | 'ratedAt'> {
  readonly provenance: string | null;
  /** As text by pg. */
  readonly answeredAt: number | string;
  readonly ratedAt: number | string;
}

/** Pages of what may leave, in the order of the ids. */
export async function* agreedAnswers(manager: EntityManager): AsyncGenerator<readonly AgreedAnswer[]> {
  for (let after = ''; ;) {
    const page = await manager.sql<RawAgreed[]>`
      SELECT m.id AS "id", m.conversation_id AS "conversationId", m.owner_id AS "ownerId", m.parent_id AS "questionId",
        m.status AS "status", m.model AS "model", m.provenance AS "provenance",
        COALESCE(m.completed_at, m.created_at) AS "answeredAt", f.updated_at AS "ratedAt"
      FROM ${joined} WHERE ${agreed} AND m.id > ${after} ORDER BY m.id LIMIT ${PAGE}`;
    if (page.length > 0) yield page.map(parsed);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

const parsed = (raw: RawAgreed): AgreedAnswer => ({
  ...raw,
  provenance: raw.provenance === null ? null : (JSON.parse(raw.provenance) as Provenance),
  answeredAt: Number(raw.answeredAt),
  ratedAt: Number(raw.ratedAt),
});

export interface AnswerTexts {
  readonly answer: string;
  readonly rating: Rating | null;
  readonly reason: string | null;
  readonly correction: string | null;
  /** The conversation's, else that of its preset. */
  readonly systemPrompt: string | null;
}

export async function textsOf(manager: EntityManager, { id }: AgreedAnswer): Promise<AnswerTexts> {
  const [texts] = await manager.sql<AnswerTexts[]>`
    SELECT m.content AS "answer", f.rating AS "rating", f.reason AS "reason", f.correction AS "correction",
      COALESCE(c.system_prompt, p.system_prompt) AS "systemPrompt"
    FROM feedback f JOIN messages m ON m.id = f.message_id JOIN conversations c ON c.id = m.conversation_id
      LEFT JOIN presets p ON p.id = c.preset_id AND p.owner_id = c.owner_id
    WHERE m.id = ${id}`;
  if (texts === undefined) throw new Error('The answer is gone from a snapshot.');
  return texts;
}

export interface OtherAnswer {
  readonly messageId: string;
  readonly answer: string;
  readonly status: AgreedAnswer['status'];
  readonly rating: Rating | null;
}

// Each of many answers to one question with all the others would be a square of them.
const MOST_OTHERS = 8;

/** Some of the other answers to the same question, of those that may leave: the ones to learn from first. */
export function othersOf(manager: EntityManager, of: AgreedAnswer): Promise<OtherAnswer[]> {
  return manager.sql<OtherAnswer[]>`
    SELECT m.id AS "messageId", m.content AS "answer", m.status AS "status", f.rating AS "rating"
    FROM ${joined} WHERE ${agreed} AND m.conversation_id = ${of.conversationId} AND m.parent_id = ${of.questionId}
      AND m.id <> ${of.id} ORDER BY CASE WHEN f.rating = 'down' THEN 0 ELSE 1 END, m.id LIMIT ${MOST_OTHERS}`;
}

/** Of these ids, those that no export held so far. */
export async function newlyExported(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const known = await manager.sql<{ id: string }[]>`
    SELECT message_id AS "id" FROM exported_messages WHERE message_id IN (${() => [...ids]})`;
  const before = new Set(known.map(({ id }) => id));
  return ids.filter((id) => !before.has(id));
}

/** What some export holds and may not leave any more, in order. */
export async function withdrawnAnswers(manager: EntityManager): Promise<string[]> {
  const rows = await manager.sql<{ id: string }[]>`
    SELECT e.message_id AS "id" FROM exported_messages e
    WHERE NOT EXISTS (SELECT 1 FROM ${joined} WHERE ${agreed} AND f.message_id = e.message_id)
    ORDER BY e.message_id`;
  return rows.map(({ id }) => id);
}
