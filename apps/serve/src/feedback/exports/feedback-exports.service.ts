import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

import { AppError } from '@naru/contracts';
import { FeedbackExportRow, type Database } from '@naru/db';

import { exportFeedback } from './export-feedback.ts';
import { exportView, type FeedbackExportsView, type FeedbackExportView } from './feedback-exports.dto.ts';
import { tarOf } from './tar.ts';

/** What has left the database for training, and what leaves now. */
export class FeedbackExports {
  readonly #database: Database;
  readonly #folder: string;

  constructor(database: Database, folder: string) {
    this.#database = database;
    this.#folder = folder;
  }

  async make(createdBy: string): Promise<FeedbackExportView> {
    const forgotten = join(dirname(this.#folder), 'forgotten.jsonl');
    const { id } = await exportFeedback(this.#database, { folder: this.#folder, createdBy, forgotten });
    return exportView(await this.#database.read.findOneByOrFail(FeedbackExportRow, { id }));
  }

  async list(): Promise<FeedbackExportsView> {
    const rows = await this.#database.read.find(FeedbackExportRow, { order: { exportedAt: 'DESC', id: 'ASC' } });
    return { exports: rows.map(exportView) };
  }

  /** Both files of an export in one. @throws AppError `export.not-found` */
  async tar(id: string): Promise<Readable> {
    const row = await this.#database.read.findOneBy(FeedbackExportRow, { id });
    const path = join(this.#folder, id);
    if (row === null || !existsSync(join(path, 'manifest.json'))) {
      throw new AppError('export.not-found', `There is no ${id} here.`, {
        hint: row === null ? undefined : 'It was made, but its files were put elsewhere or are gone.',
      });
    }
    return tarOf(path, ['manifest.json', 'feedback.jsonl']);
  }
}
