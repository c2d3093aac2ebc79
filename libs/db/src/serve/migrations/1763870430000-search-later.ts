import type { MigrationInterface, QueryRunner } from 'typeorm';

// SQLite: to index a message within the transaction that writes it was most of what the transaction cost. It is noted
// there, and indexed a moment later with others. search/waiting.ts does that.
const UP = [
  'CREATE TABLE message_search_waiting (message_id varchar(36) PRIMARY KEY NOT NULL) WITHOUT ROWID',
  'DROP TRIGGER message_search_insert',
  'DROP TRIGGER message_search_update',
  'DROP TRIGGER message_search_delete',
  `CREATE TRIGGER message_search_insert AFTER INSERT ON messages WHEN new.content_search <> '' BEGIN
     INSERT OR IGNORE INTO message_search_waiting (message_id) VALUES (new.id);
   END`,
  `CREATE TRIGGER message_search_update AFTER UPDATE OF content_search ON messages
   WHEN old.content_search IS NOT new.content_search BEGIN
     INSERT OR IGNORE INTO message_search_waiting (message_id) VALUES (new.id);
   END`,
  `CREATE TRIGGER message_search_delete AFTER DELETE ON messages BEGIN
     DELETE FROM message_search_waiting WHERE message_id = old.id;
     DELETE FROM message_search WHERE rowid = (SELECT number FROM message_search_rows WHERE message_id = old.id);
     DELETE FROM message_search_rows WHERE message_id = old.id;
   END`,
];

const DOWN = [
  'DROP TRIGGER message_search_insert',
  'DROP TRIGGER message_search_update',
  'DROP TRIGGER message_search_delete',
  // Every message has a number again, and what waited is indexed.
  `INSERT OR IGNORE INTO message_search_rows (message_id) SELECT id FROM messages`,
  `INSERT OR REPLACE INTO message_search (rowid, text)
     SELECT r.number, m.content_search FROM message_search_waiting w
       JOIN messages m ON m.id = w.message_id JOIN message_search_rows r ON r.message_id = w.message_id`,
  'DROP TABLE message_search_waiting',
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

export class SearchLater1763870430000 implements MigrationInterface {
  readonly name = 'SearchLater1763870430000';

  async up(runner: QueryRunner): Promise<void> {
    await run(runner, UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await run(runner, DOWN);
  }
}

// PostgreSQL keeps its index itself.
async function run(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') return;
  for (const sql of statements) await runner.query(sql);
}
