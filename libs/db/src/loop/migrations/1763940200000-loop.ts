import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import { big, foreign, index, integer, optional, primary, ref, text, unique } from '../../serve/migrations/columns.ts';

const tables: TableOptions[] = [
  {
    name: 'loop_rounds',
    columns: [
      primary('loop_rounds', ref('id')),
      text('policy_sha256'),
      text('policy'),
      text('started_by'),
      text('state'),
      optional(text('because')),
      big('started_at'),
      optional(big('ended_at')),
    ],
    indices: [index('loop_rounds', 'state')],
    checks: [
      { name: 'ck_loop_rounds_state', expression: `state IN ('running', 'finished', 'failed', 'cancelled')` },
      { name: 'ck_loop_rounds_trigger', expression: `started_by IN ('command', 'cron', 'corrections')` },
    ],
  },
  {
    name: 'loop_steps',
    columns: [
      primary('loop_steps', ref('id')),
      ref('round_id'),
      integer('position'),
      text('name'),
      text('key'),
      text('state'),
      optional(text('made')),
      optional(text('because')),
      optional(text('process')),
      big('started_at'),
      optional(big('ended_at')),
    ],
    uniques: [unique('loop_steps', 'round_id', 'name')],
    indices: [index('loop_steps', 'name', 'key')],
    foreignKeys: [foreign({ from: 'loop_steps', columns: ['round_id'], to: 'loop_rounds', onDelete: 'CASCADE' })],
    checks: [{ name: 'ck_loop_steps_state', expression: `state IN ('running', 'done', 'skipped', 'failed')` }],
  },
];

export class Loop1763940200000 implements MigrationInterface {
  readonly name = 'Loop1763940200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(new Table(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables.toReversed()) await runner.dropTable(name);
  }
}
