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
    { name: 'ck_registry_audit_alias', expression: `alias IN ('candidate', 'production')` },
  ],
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

const SAID = 'registry_audit is append-only';

// INSERT OR REPLACE deletes without a trigger for it: a row that is there is refused before.
const SQLITE_UP = [
  `CREATE TRIGGER registry_audit_update BEFORE UPDATE ON registry_audit BEGIN SELECT RAISE(ABORT, '${SAID}'); END`,
  `CREATE TRIGGER registry_audit_delete BEFORE DELETE ON registry_audit BEGIN SELECT RAISE(ABORT, '${SAID}'); END`,
  `CREATE TRIGGER registry_audit_replace BEFORE INSERT ON registry_audit
   WHEN EXISTS (SELECT 1 FROM registry_audit
     WHERE seq = new.seq OR id = new.id OR previous_hash = new.previous_hash)
   BEGIN SELECT RAISE(ABORT, '${SAID}'); END`,
];

const POSTGRES_UP = [
  `CREATE FUNCTION registry_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
   $$ BEGIN RAISE EXCEPTION '${SAID}' USING ERRCODE = 'restrict_violation'; END $$`,
  `CREATE TRIGGER registry_audit_change BEFORE UPDATE OR DELETE ON registry_audit
   FOR EACH ROW EXECUTE FUNCTION registry_audit_refuse()`,
  `CREATE TRIGGER registry_audit_truncate BEFORE TRUNCATE ON registry_audit
   FOR EACH STATEMENT EXECUTE FUNCTION registry_audit_refuse()`,
];

const isSqlite = (runner: QueryRunner): boolean => runner.dataSource.options.type !== 'postgres';

export class Registry1763940000000 implements MigrationInterface {
  readonly name = 'Registry1763940000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(audit));
    await runner.createTable(new Table(canaries));
    for (const sql of isSqlite(runner) ? SQLITE_UP : POSTGRES_UP) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('canaries');
    await runner.dropTable('registry_audit'); // and its triggers
    if (!isSqlite(runner)) await runner.query('DROP FUNCTION registry_audit_refuse()');
  }
}
