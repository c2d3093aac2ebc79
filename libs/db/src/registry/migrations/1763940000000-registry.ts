import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';

import {
  big,
  flag,
  index,
  integer,
  optional,
  primary,
  real,
  ref,
  text,
  unique,
} from '../../serve/migrations/columns.ts';

const audit: TableOptions = {
  name: 'registry_audit',
  columns: [
    primary('registry_audit', integer('seq')),
    ref('id'),
    big('at'),
    text('model'),
    text('action'),
    text('alias'),
    text('by_whom'),
    optional(text('from_version')),
    optional(text('to_version')),
    text('why'),
    flag('forced'),
    optional(text('eval_id')),
    optional(text('report_sha256')),
    text('previous_hash'),
    text('hash'),
  ],
  uniques: [unique('registry_audit', 'id'), unique('registry_audit', 'previous_hash')],
  indices: [index('registry_audit', 'model', 'seq')],
  checks: [
    {
      name: 'ck_registry_audit_action',
      expression: `action IN ('promote', 'rollback', 'candidate', 'canary-start', 'canary-end', 'outside')`,
    },
    { name: 'ck_registry_audit_alias', expression: `alias IN ('candidate', 'production', 'previous')` },
  ],
};

const evaluations: TableOptions = {
  name: 'evaluations',
  columns: [
    primary('evaluations', text('id')),
    text('report_sha256'),
    optional(text('candidate_sha256')),
    text('verdict'),
    big('created_at'),
  ],
  indices: [index('evaluations', 'candidate_sha256')],
};

const canaries: TableOptions = {
  name: 'canaries',
  columns: [
    primary('canaries', ref('id')),
    text('model'),
    text('candidate_name'),
    text('candidate_sha256'),
    optional(text('baseline_name')),
    optional(text('baseline_sha256')),
    text('mode'),
    real('share'),
    text('policy'),
    text('state'),
    text('by_whom'),
    optional(text('eval_id')),
    big('started_at'),
    big('ends_at'),
    optional(big('ended_at')),
    optional(text('because')),
  ],
  indices: [
    { name: 'uq_canaries_model', columnNames: ['model'], isUnique: true, where: `state = 'running'` },
    index('canaries', 'started_at'),
  ],
  checks: [
    { name: 'ck_canaries_mode', expression: `mode IN ('share', 'shadow')` },
    {
      name: 'ck_canaries_state',
      expression: `state IN ('running', 'promoted', 'rolled-back', 'timed-out', 'stopped')`,
    },
    { name: 'ck_canaries_share', expression: 'share >= 0 AND share <= 1' },
  ],
};

// Rows that are only added. What is kept is evidence, and evidence that can be edited is none.
const KEPT = ['registry_audit', 'evaluations'];

// INSERT OR REPLACE deletes without a trigger for it: a row that is there is refused before.
const SAME_ROW: Readonly<Record<string, string>> = {
  registry_audit: 'seq = new.seq OR id = new.id OR previous_hash = new.previous_hash',
  evaluations: 'id = new.id',
};

const sqliteTriggers = (table: string): string[] => {
  const refuse = `BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`;
  return [
    `CREATE TRIGGER ${table}_update BEFORE UPDATE ON ${table} ${refuse}`,
    `CREATE TRIGGER ${table}_delete BEFORE DELETE ON ${table} ${refuse}`,
    `CREATE TRIGGER ${table}_replace BEFORE INSERT ON ${table}
     WHEN EXISTS (SELECT 1 FROM ${table} WHERE ${SAME_ROW[table] ?? ''}) ${refuse}`,
  ];
};

const REFUSE = `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`;

const postgresTriggers = (table: string): string[] => [
  `CREATE TRIGGER ${table}_change BEFORE UPDATE OR DELETE ON ${table}
   FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER ${table}_truncate BEFORE TRUNCATE ON ${table}
   FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

const isSqlite = (runner: QueryRunner): boolean => runner.dataSource.options.type !== 'postgres';

export class Registry1763940000000 implements MigrationInterface {
  readonly name = 'Registry1763940000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(audit));
    await runner.createTable(new Table(evaluations));
    await runner.createTable(new Table(canaries));
    if (!isSqlite(runner)) await runner.query(REFUSE);
    const triggers = KEPT.flatMap(isSqlite(runner) ? sqliteTriggers : postgresTriggers);
    for (const sql of triggers) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('canaries');
    for (const table of KEPT.toReversed()) await runner.dropTable(table); // and its triggers
    if (!isSqlite(runner)) await runner.query('DROP FUNCTION refuse_change()');
  }
}
