import type { ConversationRow } from '@naru/db';
import { MessageRow, newId, type Provenance } from '@naru/db';

/** A message that was not written yet. */
function newMessage(conversation: ConversationRow, parentId: string | null, nowMs: number): MessageRow {
  return Object.assign(new MessageRow(), {
    id: newId(nowMs),
    conversationId: conversation.id,
    ownerId: conversation.ownerId,
    parentId,
    content: '',
    model: null,
    finishReason: null,
    errorCode: null,
    errorMessage: null,
    promptTokens: null,
    completionTokens: null,
    usageEstimated: null,
    trimmedTurns: 0,
    streamId: null,
    snapshotSeq: 0,
    idempotencyKey: null,
    provenance: null,
    createdAt: nowMs,
    completedAt: null,
  });
}

export interface NewQuestion {
  readonly parentId: string | null;
  readonly content: string;
  readonly idempotencyKey: string;
}

export function newQuestion(conversation: ConversationRow, asked: NewQuestion, nowMs = Date.now()): MessageRow {
  const { parentId, content, idempotencyKey } = asked;
  const fields = { role: 'user' as const, status: 'complete' as const, content, idempotencyKey, completedAt: nowMs };
  return Object.assign(newMessage(conversation, parentId, nowMs), fields);
}

export interface NewReply {
  readonly questionId: string;
  readonly idempotencyKey: string;
  readonly provenance: Provenance;
}

/** An answer that is about to be made, under a stream id of its own. */
export function newReply(conversation: ConversationRow, reply: NewReply, nowMs = Date.now()): MessageRow {
  const { questionId, idempotencyKey, provenance } = reply;
  const fields = { role: 'assistant' as const, status: 'streaming' as const, streamId: newId(nowMs) };
  return Object.assign(newMessage(conversation, questionId, nowMs), fields, {
    idempotencyKey,
    provenance,
    model: provenance.model,
  });
}
