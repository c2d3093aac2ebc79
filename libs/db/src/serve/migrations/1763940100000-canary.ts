import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import { big, foreign, index, integer, optional, primary, ref, text, unique } from './columns.ts';

const tables: TableOptions[] = [
  {
    name: 'production_known',
    columns: [
      primary('production_known', text('base_id')),
      optional(text('name')),
      optional(text('sha256')),
      optional(text('version')),
      big('switched_at'),
    ],
  },
  {
    name: 'canary_conversations',
    columns: [
      primary('canary_conversations', ref('id')),
      ref('canary_id'),
      ref('conversation_id'),
      ref('message_id'),
      text('side'),
      big('begun_at'),
      optional(integer('ttft_ms')),
      optional(text('answer')),
      optional(text('reaction')),
      optional(big('closed_at')),
    ],
    uniques: [
      unique('canary_conversations', 'canary_id', 'conversation_id', 'side'),
      unique('canary_conversations', 'message_id', 'side'),
    ],
    indices: [
      index('canary_conversations', 'canary_id', 'id'),
      { ...index('canary_conversations', 'canary_id'), where: 'closed_at IS NULL' },
    ],
    foreignKeys: [
      foreign({ from: 'canary_conversations', columns: ['canary_id'], to: 'canaries', onDelete: 'CASCADE' }),
    ],
    checks: [{ name: 'ck_canary_conversations_side', expression: `side IN ('candidate', 'baseline')` }],
  },
  {
    name: 'shadow_answers',
    columns: [
      primary('shadow_answers', ref('id')),
      ref('canary_id'),
      ref('message_id'),
      text('model'),
      text('content'),
      optional(text('finish_reason')),
      optional(text('error_code')),
      optional(integer('ttft_ms')),
      integer('duration_ms'),
      big('created_at'),
    ],
    uniques: [unique('shadow_answers', 'canary_id', 'message_id')],
    foreignKeys: [
      foreign({ from: 'shadow_answers', columns: ['canary_id'], to: 'canaries', onDelete: 'CASCADE' }),
      foreign({ from: 'shadow_answers', columns: ['message_id'], to: 'messages', onDelete: 'CASCADE' }),
    ],
  },
];

export class Canary1763940100000 implements MigrationInterface {
  readonly name = 'Canary1763940100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(new Table(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables.toReversed()) await runner.dropTable(name);
  }
}
