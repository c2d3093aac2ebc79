import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

import { index } from './columns.ts';

/** The answers of a model, without reading every message. */
const byModel = { ...index('messages', 'model', 'created_at'), where: 'model IS NOT NULL' };

export class AnswersByModel1763940300000 implements MigrationInterface {
  readonly name = 'AnswersByModel1763940300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('messages', new TableIndex(byModel));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('messages', byModel.name ?? '');
  }
}
