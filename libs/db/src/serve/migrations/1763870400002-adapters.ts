import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

import { big, index, optional, primary, ref, text, unique } from './columns.ts';

export class Adapters1763870400002 implements MigrationInterface {
  readonly name = 'Adapters1763870400002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'adapters',
        columns: [
          primary('adapters', ref('id')),
          text('name'),
          text('sha256'),
          optional(text('run_id')),
          text('path'),
          optional(text('gguf_path')),
          text('chat_template_sha256'),
          text('base_id'),
          optional(text('dataset_id')),
          optional(text('dataset_sha256')),
          optional(text('mlflow_run_id')),
          text('desired'),
          big('created_at'),
        ],
        uniques: [unique('adapters', 'name')],
        indices: [index('adapters', 'desired')],
        checks: [{ name: 'ck_adapters_desired', expression: `desired IN ('present', 'absent')` }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('adapters');
  }
}
