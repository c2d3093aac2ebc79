import type { Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import {
  addMessages,
  ConversationRow,
  isUniqueViolation,
  messageOfKey,
  MessageRow,
  newId,
  PresetRow,
  type Database,
} from '@naru/db';
import { In } from 'typeorm';

import type { Limiter } from '../limits/limiter.ts';
import { messageView } from './message-view.ts';
import type { EditDto, OneReplyView, RegenerateDto, ReplyView, SendDto, SentView } from './messages.dto.ts';
import { newQuestion, newReply } from './new-rows.ts';
import { parametersOf, samplingOf, type Sampling } from './reply-plan.ts';
import type { Replies } from './replies.ts';

export interface MessagesParts {
  readonly database: Database;
  readonly replies: Replies;
  readonly limiter: Limiter;
}

interface Question {
  readonly parentId: string | null;
  readonly content: string;
  readonly idempotencyKey: string;
  readonly models: readonly (string | null)[];
  readonly parameters: Sampling;
}

/** Questions and their answers: what was asked is on the disk before the answer begins. */
export class MessagesService {
  readonly #parts: MessagesParts;

  constructor(parts: MessagesParts) {
    this.#parts = parts;
  }

  async send(person: Principal, conversation: ConversationRow, body: SendDto): Promise<SentView> {
    const { parentId, content, idempotencyKey, models, parameters } = body;
    const given = Object.entries(parameters ?? {}).filter(([, value]) => value !== null);
    const asked = {
      parentId,
      content,
      idempotencyKey,
      models: models ?? [null],
      parameters: Object.fromEntries(given),
    };
    return this.#ask(person, conversation, asked);
  }

  async edit(person: Principal, message: MessageRow, body: EditDto): Promise<SentView> {
    if (message.role !== 'user') throw conflict('Only a question can be edited.', 'Regenerate an answer instead.');
    const { content, idempotencyKey, model } = body;
    const conversation = await this.#conversationOf(message);
    const { parentId } = message;
    return this.#ask(person, conversation, {
      parentId,
      content,
      idempotencyKey,
      models: [model ?? null],
      parameters: {},
    });
  }

  async regenerate(person: Principal, message: MessageRow, body: RegenerateDto): Promise<OneReplyView> {
    if (message.role !== 'assistant' || message.parentId === null) {
      throw conflict('Only an answer can be made again.', 'Edit a question instead.');
    }
    if (message.status === 'streaming') throw conflict('The answer is still being written.', 'Stop it first.');
    const earlier = await this.#byKey(person, body.idempotencyKey);
    if (earlier !== null) return { reply: replyOf(sameParent(earlier, message.parentId)) };
    const { database, replies } = this.#parts;
    const conversation = await this.#conversationOf(message);
    const chosen = replies.choice.again(message, body.model ?? null);
    const sampling = samplingOf(message.provenance?.parameters);
    await this.#allow(person, 1);
    const row = newReply(conversation, {
      questionId: message.parentId,
      idempotencyKey: body.idempotencyKey,
      provenance: replies.provenance(chosen, parametersOf(sampling)),
    });
    const kept = await this.#insertOnce(person, row, () =>
      database.write(async (manager) => {
        await addMessages(manager, [row], { currentMessageId: row.id, nowMs: Date.now() });
        await replies.enter(manager, row, chosen);
      }),
    );
    if (kept === row) await replies.begin({ person, conversation, chosen, row, sampling });
    return { reply: replyOf(sameParent(kept, message.parentId)) };
  }

  async continue(person: Principal, message: MessageRow): Promise<OneReplyView> {
    const { role, parentId, status, provenance } = message;
    if (role !== 'assistant' || parentId === null || (status !== 'interrupted' && status !== 'stopped')) {
      throw conflict('Only an answer that was interrupted or stopped can go on.');
    }
    const { database, replies } = this.#parts;
    const conversation = await this.#conversationOf(message);
    const chosen = replies.choice.goOn(message);
    await this.#allow(person, 1);
    const sampling = samplingOf(provenance?.parameters);
    const parameters = { ...parametersOf(sampling), continuedFrom: message.content.length };
    const changes = {
      status: 'streaming' as const,
      streamId: newId(),
      finishReason: null,
      errorCode: null,
      errorMessage: null,
      completedAt: null,
      provenance: replies.provenance(chosen, parameters),
      model: chosen.model.id,
    };
    // Of two that ask at once, one goes on.
    const { affected } = await database.write((manager) =>
      manager.update(MessageRow, { id: message.id, status: In(['interrupted', 'stopped']) }, changes),
    );
    if (affected === 0) throw conflict('The answer goes on already.');
    const row = Object.assign(new MessageRow(), message, changes);
    await replies.begin({ person, conversation, chosen, row, sampling });
    return { reply: replyOf(row) };
  }

  async #ask(person: Principal, conversation: ConversationRow, asked: Question): Promise<SentView> {
    const earlier = await this.#byKey(person, asked.idempotencyKey);
    if (earlier !== null) return this.#sentBefore(earlier, conversation, asked);
    await this.#checkParent(conversation, asked.parentId);
    const { database, replies } = this.#parts;
    const preset = await this.#presetOf(conversation);
    const fallback = conversation.model ?? preset?.model ?? null;
    const choices = asked.models.map((model) => replies.choice.of(conversation.id, model ?? fallback));
    const sampling = { ...presetSampling(preset), ...asked.parameters };
    await this.#allow(person, choices.length);
    const question = newQuestion(conversation, asked);
    const rows = choices.map((chosen, index) =>
      newReply(conversation, {
        questionId: question.id,
        idempotencyKey: `${asked.idempotencyKey}:${index}`,
        provenance: replies.provenance(chosen, parametersOf(sampling)),
      }),
    );
    const kept = await this.#insertOnce(person, question, () =>
      database.write(async (manager) => {
        const currentMessageId = rows[0]?.id ?? question.id;
        await addMessages(manager, [question, ...rows], { currentMessageId, nowMs: Date.now() });
        for (const [index, row] of rows.entries()) {
          const chosen = choices[index];
          if (chosen !== undefined) await replies.enter(manager, row, chosen);
        }
      }),
    );
    if (kept !== question) return this.#sentBefore(kept, conversation, asked);
    const isFirst = asked.parentId === null;
    for (const [index, row] of rows.entries()) {
      const chosen = choices[index];
      if (chosen === undefined) continue;
      const first = { thread: [question], ...(index === 0 && { question: asked.content }) };
      await replies.begin({ person, conversation, chosen, row, sampling, ...(isFirst && first) });
    }
    return { userMessage: messageView(question, null), replies: rows.map(replyOf) };
  }

  async #sentBefore(earlier: MessageRow, { id }: ConversationRow, asked: Question): Promise<SentView> {
    const isSame =
      earlier.conversationId === id && earlier.role === 'user' && earlier.content === asked.content.normalize('NFC');
    if (!isSame)
      throw conflict('The idempotency key was used for another message.', 'Take a new one for each message.');
    const keys = [0, 1].map((index) => `${asked.idempotencyKey}:${index}`);
    const { ownerId } = earlier;
    const rows = await this.#parts.database.read.find(MessageRow, {
      where: { ownerId, idempotencyKey: In(keys) },
      order: { id: 'ASC' },
    });
    return { userMessage: messageView(earlier, null), replies: rows.map(replyOf) };
  }

  async #checkParent({ id }: ConversationRow, parentId: string | null): Promise<void> {
    if (parentId === null) return;
    const parent = await this.#parts.database.read.findOneBy(MessageRow, { id: parentId, conversationId: id });
    if (parent === null) throw new AppError('message.not-found', 'The conversation has no message of the parent id.');
    if (parent.role !== 'assistant') throw conflict('A question follows an answer.', 'Edit the question before it.');
    if (parent.status === 'streaming') throw conflict('The answer before is still being written.', 'Stop it first.');
  }

  async #allow(person: Principal, answers: number): Promise<void> {
    for (let allowed = 0; allowed < answers; allowed += 1) await this.#parts.limiter.allow(person);
  }

  #byKey({ userId }: Principal, idempotencyKey: string): Promise<MessageRow | null> {
    return messageOfKey(this.#parts.database.read, userId, idempotencyKey);
  }

  // Of two requests with one key that come at once, the second gets what the first made.
  async #insertOnce(person: Principal, row: MessageRow, write: () => Promise<unknown>): Promise<MessageRow> {
    try {
      await write();
      return row;
    } catch (error) {
      if (!isUniqueViolation(error, 'messages', 'owner_id', 'idempotency_key')) throw error;
      const earlier = await this.#byKey(person, row.idempotencyKey ?? '');
      if (earlier === null) throw error;
      return earlier;
    }
  }

  async #conversationOf({ conversationId, ownerId }: MessageRow): Promise<ConversationRow> {
    const where = { id: conversationId, ownerId };
    const conversation = await this.#parts.database.read.findOneBy(ConversationRow, where);
    if (conversation === null) throw new AppError('conversation.not-found', 'There is no conversation of this id.');
    return conversation;
  }

  async #presetOf({ presetId, ownerId }: ConversationRow): Promise<PresetRow | null> {
    if (presetId === null) return null;
    return this.#parts.database.read.findOneBy(PresetRow, { id: presetId, ownerId });
  }
}

function presetSampling(preset: PresetRow | null): Sampling {
  const { temperature = null, topP = null, maxTokens = null } = preset ?? {};
  return {
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { topP }),
    ...(maxTokens !== null && { maxTokens }),
  };
}

function replyOf(row: MessageRow): ReplyView {
  return { message: messageView(row, null), streamId: row.streamId ?? '' };
}

function sameParent(row: MessageRow, parentId: string): MessageRow {
  if (row.parentId === parentId && row.role === 'assistant') return row;
  throw conflict('The idempotency key was used for another message.', 'Take a new one for each message.');
}

function conflict(message: string, hint?: string): AppError {
  return new AppError('message.conflict', message, { hint });
}
