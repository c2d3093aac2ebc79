import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import { big, foreign, integer, optional, primary, ref, text } from './columns.ts';

const exports: TableOptions = {
  name: 'feedback_exports',
  columns: [
    primary('feedback_exports', text('id')),
    text('sha256'),
    integer('answers'),
    integer('pairs'),
    integer('withdrawn'),
    big('bytes'),
    optional(ref('created_by')),
    big('exported_at'),
  ],
  foreignKeys: [foreign({ from: 'feedback_exports', columns: ['created_by'], to: 'users', onDelete: 'SET NULL' })],
};

const messages: TableOptions = {
  name: 'exported_messages',
  columns: [primary('exported_messages', ref('message_id'))],
};

export class FeedbackExports1763870410000 implements MigrationInterface {
  readonly name = 'FeedbackExports1763870410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(exports));
    await runner.createTable(new Table(messages));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('exported_messages');
    await runner.dropTable('feedback_exports');
  }
}
