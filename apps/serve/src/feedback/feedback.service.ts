import { AppError } from '@naru/contracts';
import { FeedbackRow, type Database, type MessageRow } from '@naru/db';

import type { FeedbackDto } from './feedback.dto.ts';
import { feedbackView, type FeedbackView } from './feedback-view.ts';

/** What a person thinks of an answer. */
export class FeedbackService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(message: MessageRow, body: FeedbackDto): Promise<FeedbackView> {
    if (message.role !== 'assistant') throw new AppError('message.conflict', 'Feedback is about an answer.');
    const { rating, reason = null, correction = null, consent } = body;
    const fields = { messageId: message.id, rating, reason, correction, consent, updatedAt: Date.now() };
    const row = Object.assign(new FeedbackRow(), fields);
    await this.#database.write((manager) => manager.upsert(FeedbackRow, row, ['messageId']));
    return feedbackView(row);
  }

  async remove({ id }: MessageRow): Promise<void> {
    await this.#database.write((manager) => manager.delete(FeedbackRow, { messageId: id }));
  }
}
