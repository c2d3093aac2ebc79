import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import { big, foreign, index, optional, primary, ref, text, unique } from '../../serve/migrations/columns.ts';

const ofUser = (from: string, onDelete: 'CASCADE' | 'SET NULL') =>
  foreign({ from, columns: ['owner_id'], to: 'users', onDelete });

const tables: TableOptions[] = [
  {
    name: 'data_sources',
    columns: [
      primary('data_sources', ref('id')),
      optional(ref('owner_id')),
      text('name'),
      text('kind'),
      optional(text('file_name')),
      optional(text('place')),
      optional(text('hub')),
      big('bytes'),
      optional(text('sha256')),
      optional(text('licence')),
      big('created_at'),
    ],
    indices: [index('data_sources', 'owner_id')],
    foreignKeys: [ofUser('data_sources', 'SET NULL')],
    checks: [{ name: 'ck_data_sources_kind', expression: `kind IN ('upload', 'hub', 'feedback', 'synthetic')` }],
  },
  {
    name: 'data_uploads',
    columns: [primary('data_uploads', ref('id')), ref('owner_id'), big('created_at')],
    indices: [index('data_uploads', 'owner_id')],
    foreignKeys: [ofUser('data_uploads', 'CASCADE')],
  },
  {
    name: 'data_jobs',
    columns: [
      primary('data_jobs', ref('id')),
      optional(ref('owner_id')),
      text('name'),
      text('state'),
      text('recipe'),
      optional(text('again')),
      optional(text('dataset_id')),
      optional(text('error')),
      big('created_at'),
      optional(big('started_at')),
      optional(big('ended_at')),
    ],
    indices: [index('data_jobs', 'owner_id'), index('data_jobs', 'state')],
    foreignKeys: [ofUser('data_jobs', 'SET NULL')],
    checks: [
      {
        name: 'ck_data_jobs_state',
        expression: `state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')`,
      },
    ],
  },
  {
    name: 'data_datasets',
    columns: [
      primary('data_datasets', ref('id')),
      text('dataset_id'),
      optional(ref('owner_id')),
      optional(ref('job_id')),
      text('name'),
      big('bytes'),
      text('summary'),
      big('created_at'),
    ],
    uniques: [unique('data_datasets', 'dataset_id', 'owner_id')],
    indices: [index('data_datasets', 'owner_id')],
    foreignKeys: [ofUser('data_datasets', 'SET NULL')],
  },
];

export class DataService1763870420000 implements MigrationInterface {
  readonly name = 'DataService1763870420000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(new Table(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables.toReversed()) await runner.dropTable(name);
  }
}
