import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import { big, flag, foreign, fromZero, index, integer, optional, primary, real, ref, text, unique } from './columns.ts';

const ofUser = (from: string) => foreign({ from, columns: ['owner_id'], to: 'users', onDelete: 'CASCADE' });

const presets: TableOptions = {
  name: 'presets',
  columns: [
    primary('presets', ref('id')),
    ref('owner_id'),
    text('name'),
    optional(text('system_prompt')),
    optional(text('model')),
    optional(real('temperature')),
    optional(real('top_p')),
    optional(integer('max_tokens')),
    big('created_at'),
    big('updated_at'),
  ],
  indices: [index('presets', 'owner_id')],
  foreignKeys: [ofUser('presets')],
};

const conversations: TableOptions = {
  name: 'conversations',
  columns: [
    primary('conversations', ref('id')),
    ref('owner_id'),
    optional(text('title')),
    optional(text('title_search')),
    optional(text('system_prompt')),
    optional(text('model')),
    optional(ref('preset_id')),
    optional(ref('current_message_id')),
    big('created_at'),
    big('updated_at'),
  ],
  uniques: [unique('conversations', 'id', 'owner_id')],
  indices: [index('conversations', 'owner_id', 'updated_at', 'id')],
  foreignKeys: [
    ofUser('conversations'),
    foreign({ from: 'conversations', columns: ['preset_id'], to: 'presets', onDelete: 'SET NULL' }),
  ],
};

const messages: TableOptions = {
  name: 'messages',
  columns: [
    primary('messages', ref('id')),
    ref('conversation_id'),
    ref('owner_id'),
    optional(ref('parent_id')),
    text('role'),
    text('content'),
    text('content_search'),
    text('status'),
    optional(text('model')),
    optional(text('finish_reason')),
    optional(text('error_code')),
    optional(text('error_message')),
    optional(integer('prompt_tokens')),
    optional(integer('completion_tokens')),
    optional(flag('usage_estimated')),
    fromZero(integer('trimmed_turns')),
    optional(ref('stream_id')),
    fromZero(integer('snapshot_seq')),
    optional(text('idempotency_key')),
    optional(text('provenance')),
    big('created_at'),
    optional(big('completed_at')),
  ],
  uniques: [
    unique('messages', 'conversation_id', 'id'),
    unique('messages', 'stream_id'),
    unique('messages', 'owner_id', 'idempotency_key'),
  ],
  indices: [
    index('messages', 'conversation_id', 'parent_id'),
    { ...index('messages', 'status'), where: `status = 'streaming'` },
  ],
  checks: [
    { name: 'ck_messages_role', expression: `role IN ('user', 'assistant')` },
    {
      name: 'ck_messages_status',
      expression: `status IN ('complete', 'streaming', 'stopped', 'interrupted', 'failed')`,
    },
  ],
  foreignKeys: [
    foreign({
      from: 'messages',
      columns: ['conversation_id', 'owner_id'],
      to: 'conversations',
      toColumns: ['id', 'owner_id'],
      onDelete: 'CASCADE',
    }),
    foreign({
      from: 'messages',
      columns: ['conversation_id', 'parent_id'],
      to: 'messages',
      toColumns: ['conversation_id', 'id'],
      onDelete: 'CASCADE',
    }),
  ],
};

const feedback: TableOptions = {
  name: 'feedback',
  columns: [
    primary('feedback', ref('message_id')),
    optional(text('rating')),
    optional(text('reason')),
    optional(text('correction')),
    flag('consent'),
    big('updated_at'),
  ],
  checks: [{ name: 'ck_feedback_rating', expression: `rating IN ('up', 'down')` }],
  foreignKeys: [foreign({ from: 'feedback', columns: ['message_id'], to: 'messages', onDelete: 'CASCADE' })],
};

const tables = [presets, conversations, messages, feedback];

export class Chat1763870400001 implements MigrationInterface {
  readonly name = 'Chat1763870400001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(new Table(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables.toReversed()) await runner.dropTable(name);
  }
}
