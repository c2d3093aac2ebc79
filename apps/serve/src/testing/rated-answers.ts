import { ConversationRow, FeedbackRow, MessageRow, newId, UserRow, type Database } from '@naru/db';
import { aConversation, aMessage, aUser } from '@naru/db/testing';

type Conversation = ReturnType<typeof aConversation>;

/** People who talk and rate, straight in the database. */
export class RatedAnswers {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async person(): Promise<string> {
    const user = aUser();
    await this.#database.write((manager) => manager.insert(UserRow, user));
    return user.id;
  }

  async conversation(ownerId: string, over: Partial<ConversationRow> = {}): Promise<Conversation> {
    const conversation = aConversation(ownerId, over);
    await this.#database.write((manager) => manager.insert(ConversationRow, conversation));
    return conversation;
  }

  /** @returns the id of a question */
  question(conversation: Conversation, content: string, parentId: string | null = null): Promise<string> {
    return this.#message(conversation, { content, parentId, role: 'user' });
  }

  /** @returns the id of an answer, rated where a rating is given */
  async answer(
    conversation: Conversation,
    content: string,
    { questionId, feedback, ...over }: AnswerOver,
  ): Promise<string> {
    const id = await this.#message(conversation, { content, parentId: questionId, role: 'assistant', ...over });
    if (feedback !== undefined) await this.rate(id, feedback);
    return id;
  }

  async rate(messageId: string, feedback: Partial<FeedbackRow>): Promise<void> {
    const row = { rating: null, reason: null, correction: null, consent: true, updatedAt: 1_795_000_000_000 };
    await this.#database.write((manager) =>
      manager.upsert(FeedbackRow, { ...row, ...feedback, messageId }, ['messageId']),
    );
  }

  /** A conversation of one question and one answer. @returns the answer's id */
  async exchange(ownerId: string, said: readonly [question: string, answer: string], feedback: Partial<FeedbackRow>) {
    const conversation = await this.conversation(ownerId);
    const questionId = await this.question(conversation, said[0]);
    return this.answer(conversation, said[1], { questionId, feedback });
  }

  async #message(conversation: Conversation, over: Partial<MessageRow>): Promise<string> {
    const id = newId();
    await this.#database.write((manager) =>
      manager.insert(MessageRow, aMessage(conversation, { id, createdAt: 1_795_000_000_000, ...over })),
    );
    return id;
  }
}

interface AnswerOver extends Partial<MessageRow> {
  readonly questionId: string;
  readonly feedback?: Partial<FeedbackRow>;
}
