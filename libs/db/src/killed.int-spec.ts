import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { backUp } from './commands/backup.ts';
import { plainSqlite } from './database/connections.ts';
import { inspect } from './database/inspect.ts';
import { migrationNames } from './database/migrations.ts';
import type { SqlitePlace } from './database/place.ts';
import { newSqlitePlace } from './testing/sqlite-places.ts';

const WRITER = join(import.meta.dirname, '../dist/testing/writer.js');
const KILLS = 10;
/** How many rows at least a writer says that it wrote before it is killed. */
const WRITTEN = 2;
const HALF_ROWS = `SELECT count(*) AS n FROM conversations c WHERE 2 <> (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)`;
const UNSEARCHED = `SELECT count(*) AS n FROM messages m WHERE m.id NOT IN (SELECT message_id FROM message_search_waiting) AND m.id NOT IN (SELECT r.message_id FROM message_search s JOIN message_search_rows r ON r.number = s.rowid WHERE s.text MATCH '"나루가" OR "닿는 "')`;

const writerOn = ({ path }: SqlitePlace) =>
  spawn(process.execPath, [WRITER, `sqlite:///${path}`], { stdio: ['ignore', 'pipe', 'inherit'] });

/** @returns what it said that it had written */
async function killedAfter(place: SqlitePlace, ms: number): Promise<string[]> {
  const writer = writerOn(place);
  const begun = Promise.withResolvers<undefined>();
  let said = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > WRITTEN) begun.resolve(undefined);
  });
  await begun.promise;
  await sleep(ms);
  writer.kill('SIGKILL');
  await once(writer, 'close');
  return said.split('\n').slice(0, -1);
}

function check(place: SqlitePlace, said: readonly string[]): void {
  const sqlite = plainSqlite(place.path);
  const count = (sql: string): unknown => (sqlite.prepare(sql).get() as { n: number }).n;
  const found = new Set(
    sqlite
      .prepare('SELECT id FROM messages')
      .all()
      .map((row) => (row as { id: string }).id),
  );

  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
  expect(said.filter((id) => !found.has(id))).toEqual([]);
  expect(count(HALF_ROWS)).toBe(0);
  expect(count(UNSEARCHED)).toBe(0);
  sqlite.close();
}

describe('a writer that is killed', () => {
  it(`loses nothing that it said was written, ${KILLS} times in a row`, async () => {
    const place = newSqlitePlace();
    const said: string[] = [];

    for (let kill = 0; kill < KILLS; kill++) {
      said.push(...(await killedAfter(place, Math.random() * 150)));
      check(place, said);
    }

    expect(said.length).toBeGreaterThanOrEqual(KILLS * WRITTEN);
  }, 300_000);

  it('can be killed while it migrates', async () => {
    const place = newSqlitePlace();

    for (let kill = 0; kill < 3; kill++) {
      const writer = writerOn(place);
      await sleep(250 + Math.random() * 250);
      writer.kill('SIGKILL');
      await once(writer, 'close');
    }
    check(place, await killedAfter(place, 50));

    expect((await inspect(place)).applied).toEqual(migrationNames);
  }, 180_000);
});

describe('processes that start at once', () => {
  it('migrate once, and all write', async () => {
    const place = newSqlitePlace();

    const said = await Promise.all([1, 2, 3].map(() => killedAfter(place, 300)));

    expect((await inspect(place)).applied).toEqual(migrationNames);
    check(place, said.flat());
  }, 180_000);
});

describe('a backup', () => {
  it('made while others write is whole', async () => {
    const place = newSqlitePlace();
    const writer = writerOn(place);
    await once(writer.stdout.resume(), 'data');

    const copy = { ...place, path: `${place.path}.backup` };
    await backUp(place, copy.path);
    writer.kill('SIGKILL');
    await once(writer, 'close');

    check(copy, []);
  }, 180_000);
});
