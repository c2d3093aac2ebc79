import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import { big, flag, foreign, index, optional, primary, ref, text, unique } from './columns.ts';

const ofUser = (from: string, column: string) => foreign({ from, columns: [column], to: 'users', onDelete: 'CASCADE' });

const tables: TableOptions[] = [
  {
    name: 'users',
    columns: [
      primary('users', ref('id')),
      text('email'),
      text('name'),
      optional(text('password_hash')),
      optional(text('oidc_issuer')),
      optional(text('oidc_subject')),
      text('role'),
      flag('disabled'),
      optional(text('limits')),
      big('created_at'),
    ],
    uniques: [unique('users', 'email'), unique('users', 'oidc_issuer', 'oidc_subject')],
  },
  {
    name: 'sessions',
    columns: [
      primary('sessions', text('token_hash')),
      ref('user_id'),
      text('csrf_token'),
      big('created_at'),
      big('expires_at'),
      big('last_used_at'),
    ],
    indices: [index('sessions', 'user_id'), index('sessions', 'expires_at')],
    foreignKeys: [ofUser('sessions', 'user_id')],
  },
  {
    name: 'one_time_links',
    columns: [
      primary('one_time_links', text('token_hash')),
      text('purpose'),
      optional(ref('created_by')),
      big('created_at'),
      big('expires_at'),
      optional(big('used_at')),
    ],
    foreignKeys: [ofUser('one_time_links', 'created_by')],
  },
  {
    name: 'api_keys',
    columns: [
      primary('api_keys', ref('id')),
      text('key_hash'),
      text('prefix'),
      text('name'),
      ref('user_id'),
      text('scopes'),
      optional(text('limits')),
      big('created_at'),
      optional(big('expires_at')),
      optional(big('revoked_at')),
      optional(big('last_used_at')),
    ],
    uniques: [unique('api_keys', 'key_hash')],
    indices: [index('api_keys', 'user_id')],
    foreignKeys: [ofUser('api_keys', 'user_id')],
  },
  {
    name: 'usage_days',
    columns: [
      primary('usage_days', text('principal')),
      primary('usage_days', { name: 'day', type: 'varchar', length: '10' }),
      big('requests'),
      big('prompt_tokens'),
      big('completion_tokens'),
    ],
  },
];

export class People1763870400000 implements MigrationInterface {
  readonly name = 'People1763870400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(new Table(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables.toReversed()) await runner.dropTable(name);
  }
}
