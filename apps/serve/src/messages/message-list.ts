import { AppError } from '@naru/contracts';
import { FeedbackRow, MessageRow, type ConversationRow, type Database } from '@naru/db';
import { In, LessThan } from 'typeorm';

import type { Generations } from '../streams/generations.ts';
import type { SharedStreams } from '../streams/shared-streams.ts';
import { messageView, type MessageView } from './message-view.ts';
import type { MessagePageView, MessagesQuery } from './messages.dto.ts';

const USUAL_PAGE = 100;

/** Messages as they are kept, and as they grow. */
export class MessageList {
  readonly #database: Database;
  readonly #generations: Generations;
  readonly #shared: SharedStreams;

  constructor(database: Database, generations: Generations, shared: SharedStreams) {
    this.#database = database;
    this.#generations = generations;
    this.#shared = shared;
  }

  async page({ id: conversationId }: ConversationRow, query: MessagesQuery): Promise<MessagePageView> {
    const { before, limit = USUAL_PAGE } = query;
    const { read } = this.#database;
    const older = before === undefined ? {} : { id: LessThan(before) };
    const where = { conversationId, ...older };
    const rows = await read.find(MessageRow, { where, order: { id: 'DESC' }, take: limit + 1 });
    const shown = rows.slice(0, limit).reverse();
    return { messages: await this.views(shown), hasMore: rows.length > limit };
  }

  async views(rows: readonly MessageRow[]): Promise<MessageView[]> {
    const answers = rows.filter(({ role }) => role === 'assistant').map(({ id }) => id);
    const given = answers.length === 0 ? [] : await this.#database.read.findBy(FeedbackRow, { messageId: In(answers) });
    const feedback = new Map(given.map((each) => [each.messageId, each]));
    return rows.map((row) => messageView(this.#grown(row), feedback.get(row.id) ?? null));
  }

  async stop(message: MessageRow): Promise<MessageView> {
    const generation = this.#generations.byMessage(message.id);
    generation?.stop('stopped');
    await (generation?.over ?? this.#shared.end(message));
    const row = await this.#database.read.findOneBy(MessageRow, { id: message.id });
    const [view] = row === null ? [] : await this.views([row]);
    if (view === undefined) throw new AppError('message.not-found', 'There is no message of this id.');
    return view;
  }

  // What has come of an answer since it was last kept.
  #grown(row: MessageRow): MessageRow {
    if (row.status !== 'streaming') return row;
    const state = this.#generations.byMessage(row.id)?.state;
    if (state === undefined) return row;
    const { message, text: content } = state;
    const { status, error } = message ?? { status: row.status, error: null };
    const fields = { content, status, errorCode: error?.code ?? null, errorMessage: error?.message ?? null };
    return Object.assign(new MessageRow(), row, fields);
  }
}
