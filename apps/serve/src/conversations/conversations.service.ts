import type { Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import { ConversationRow, listConversations, MessageRow, newId, PresetRow, type Database } from '@naru/db';
import type { EntityManager } from 'typeorm';

import type { ServedModels } from '../models/served-models.ts';
import type { Generations } from '../streams/generations.ts';
import type { SharedStreams } from '../streams/shared-streams.ts';
import {
  conversationSummary,
  conversationView,
  type ChangeConversationDto,
  type ConversationPageView,
  type ConversationsQuery,
  type ConversationView,
  type NewConversationDto,
} from './conversations.dto.ts';

const USUAL_PAGE = 30;

/** A person's conversations. */
export class ConversationsService {
  readonly #database: Database;
  readonly #models: ServedModels;
  readonly #generations: Generations;
  readonly #shared: SharedStreams;

  constructor(database: Database, models: ServedModels, generations: Generations, shared: SharedStreams) {
    this.#database = database;
    this.#models = models;
    this.#generations = generations;
    this.#shared = shared;
  }

  async page({ userId }: Principal, query: ConversationsQuery): Promise<ConversationPageView> {
    const { cursor, search, limit = USUAL_PAGE } = query;
    const after = cursorOf(cursor);
    const found = await listConversations(this.#database.read, { ownerId: userId, limit: limit + 1, after, search });
    const shown = found.slice(0, limit);
    const last = shown.at(-1)?.conversation;
    return {
      conversations: shown.map(({ conversation, match }) => ({
        ...conversationSummary(conversation),
        ...(match !== null && { snippet: match.snippet }),
      })),
      nextCursor: found.length > limit && last !== undefined ? `${last.updatedAt}.${last.id}` : null,
    };
  }

  async create({ userId }: Principal, body: NewConversationDto): Promise<ConversationView> {
    const { title = null, model = null, systemPrompt = null, presetId = null } = body;
    if (model !== null) this.#models.resolve(model);
    const now = Date.now();
    const row = Object.assign(new ConversationRow(), {
      id: newId(now),
      ownerId: userId,
      title,
      model,
      systemPrompt,
      presetId,
      currentMessageId: null,
      createdAt: now,
      updatedAt: now,
    });
    await this.#database.write(async (manager) => {
      await requirePreset(manager, presetId, userId);
      await manager.insert(ConversationRow, row);
    });
    return conversationView(row);
  }

  async change(row: ConversationRow, body: ChangeConversationDto): Promise<ConversationView> {
    const { title, systemPrompt, model, presetId, currentMessageId } = body;
    const given = Object.entries({ title, systemPrompt, model, presetId, currentMessageId });
    const changes = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    if (typeof model === 'string') this.#models.resolve(model);
    if (Object.keys(changes).length === 0) return conversationView(row);
    await this.#database.write(async (manager) => {
      await requirePreset(manager, presetId ?? null, row.ownerId);
      await requireMessage(manager, currentMessageId ?? null, row.id);
      await manager.update(ConversationRow, { id: row.id }, changes);
    });
    return conversationView(Object.assign(new ConversationRow(), row, changes));
  }

  async remove({ id }: ConversationRow): Promise<void> {
    this.#shared.endAll(id);
    await this.#generations.stopWhere(({ conversationId }) => conversationId === id, 'stopped');
    await this.#database.write((manager) => manager.delete(ConversationRow, { id }));
  }
}

function cursorOf(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const [updatedAt = '', id = ''] = cursor.split('.');
  return { updatedAt: Number(updatedAt), id };
}

async function requirePreset(manager: EntityManager, presetId: string | null, ownerId: string): Promise<void> {
  if (presetId === null || (await manager.existsBy(PresetRow, { id: presetId, ownerId }))) return;
  throw new AppError('preset.not-found', 'There is no preset of this id.');
}

async function requireMessage(manager: EntityManager, id: string | null, conversationId: string): Promise<void> {
  if (id === null || (await manager.existsBy(MessageRow, { id, conversationId }))) return;
  throw new AppError('message.not-found', 'The conversation has no message of this id.');
}
