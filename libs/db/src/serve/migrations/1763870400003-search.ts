import type { MigrationInterface, QueryRunner } from 'typeorm';

// SQLite: an index of three-character pieces that keeps no text of its own, filled by triggers. Rows are numbered in a
// table of their own, because VACUUM may renumber a table without an integer key.
const SQLITE_UP = [
  `CREATE TABLE message_search_rows (number INTEGER PRIMARY KEY, message_id varchar(36) NOT NULL UNIQUE)`,
  `CREATE VIRTUAL TABLE message_search USING fts5(text, content='', contentless_delete=1, tokenize='trigram')`,
  `CREATE TRIGGER message_search_insert AFTER INSERT ON messages BEGIN
     INSERT INTO message_search_rows (message_id) VALUES (new.id);
     INSERT INTO message_search (rowid, text)
       SELECT number, new.content_search FROM message_search_rows WHERE message_id = new.id;
   END`,
  `CREATE TRIGGER message_search_update AFTER UPDATE OF content_search ON messages
   WHEN old.content_search IS NOT new.content_search BEGIN
     UPDATE message_search SET text = new.content_search
       WHERE rowid = (SELECT number FROM message_search_rows WHERE message_id = new.id);
   END`,
  `CREATE TRIGGER message_search_delete AFTER DELETE ON messages BEGIN
     DELETE FROM message_search WHERE rowid = (SELECT number FROM message_search_rows WHERE message_id = old.id);
     DELETE FROM message_search_rows WHERE message_id = old.id;
   END`,
];
const SQLITE_DOWN = [
  'DROP TRIGGER message_search_delete',
  'DROP TRIGGER message_search_update',
  'DROP TRIGGER message_search_insert',
  'DROP TABLE message_search',
  'DROP TABLE message_search_rows',
];

// Only where the role may add it, or an administrator has: without it, messages are searched one by one.
const ADD_TRIGRAMS = `DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; EXCEPTION WHEN OTHERS THEN NULL; END $$`;
const TRIGRAMS_SCHEMA = `SELECT quote_ident(n.nspname) AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'`;

export class Search1763870400003 implements MigrationInterface {
  readonly name = 'Search1763870400003';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.dataSource.options.type !== 'postgres') {
      for (const sql of SQLITE_UP) await runner.query(sql);
      return;
    }
    await runner.query(ADD_TRIGRAMS);
    const [found] = (await runner.query(TRIGRAMS_SCHEMA)) as { schema: string }[];
    if (found === undefined) return;
    await runner.query(
      `CREATE INDEX ix_messages_search ON messages USING gin (content_search ${found.schema}.gin_trgm_ops)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const sqlite = runner.dataSource.options.type !== 'postgres';
    for (const sql of sqlite ? SQLITE_DOWN : ['DROP INDEX IF EXISTS ix_messages_search']) await runner.query(sql);
  }
}
