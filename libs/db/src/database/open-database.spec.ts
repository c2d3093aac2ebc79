import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { UserRow } from '../serve/people/user.entity.ts';
import { aUser } from '../testing/rows.ts';
import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { describeMigrations } from '../testing/suites/migrations-suite.ts';
import { describeWrites } from '../testing/suites/writes-suite.ts';
import { plainSqlite } from './connections.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';
import type { SqlitePlace } from './place.ts';

describe('writing on SQLite', () => describeWrites(newSqlitePlace));
describe('migrations on SQLite', () => describeMigrations(newSqlitePlace));

describe('a SQLite database', () => {
  let place: SqlitePlace;
  let db: Database;

  beforeEach(async () => {
    place = newSqlitePlace();
    db = await openDatabase(place, { writeWaitMs: 1000 });
  });
  afterEach(() => db.close());

  const pragma = async (name: string): Promise<unknown> =>
    db.write(async (manager) => {
      const [row] = await manager.query<Record<string, unknown>[]>(`PRAGMA ${name}`);
      return Object.values(row ?? {})[0];
    });

  it('empties its log beside its commits', async () => {
    const megabyte = '가'.repeat(350_000);
    await db.write((manager) => manager.query('CREATE TABLE filler (text TEXT)'));
    for (let row = 0; row < 6; row += 1) {
      await db.write((manager) => manager.query('INSERT INTO filler VALUES (?)', [megabyte]));
    }

    const bytes = (): number => statSync(place.path).size;
    for (let look = 0; look < 100 && bytes() < 5_000_000; look += 1) {
      await sleep(100);
      await db.write((manager) => manager.query("INSERT INTO filler VALUES ('')"));
    }

    expect(bytes()).toBeGreaterThan(5_000_000);
  });

  it('leaves the disk to be waited for beside its commits, in WAL, with references held', async () => {
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(1);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBeGreaterThan(0);
  });

  it('answers a write when the disk has it, and lets others write meanwhile; one that need not wait does not', async () => {
    const disk = Promise.withResolvers<undefined>();
    const log = { datasync: () => disk.promise.then(() => undefined), close: () => Promise.resolve() };
    const slow = await openDatabase(newSqlitePlace(), { openLog: () => Promise.resolve(log) });
    const [one, two] = [aUser(), aUser()];
    const told: string[] = [];
    const first = slow.write((manager) => manager.insert(UserRow, one)).then(() => told.push('first'));
    await slow.write((manager) => manager.insert(UserRow, two), { durable: false });
    const seen = await slow.read.count(UserRow);
    const before = [...told];
    disk.resolve(undefined);
    await first;
    await slow.close();

    expect(seen).toBe(2);
    expect(before).toEqual([]);
    expect(told).toEqual(['first']);
  });

  it('is written to by statements that hold no numbers, so that they stay prepared', async () => {
    const [sql, parameters] = await db.write((manager) => {
      const update = manager.createQueryBuilder().update(UserRow).set({ createdAt: 1_790_000_000_123 });
      return Promise.resolve(update.where({ id: 'a' }).getQueryAndParameters());
    });

    expect(sql).not.toContain('1790000000123');
    expect(parameters).toEqual([1_790_000_000_123n, 'a']);
  });

  it('is refused where its folder cannot be made, also where that folder is of the system', async () => {
    await expect(openDatabase({ ...place, path: '/proc/x/y/chat.db' })).rejects.toMatchObject({
      code: 'database.unreachable',
    });
  });

  it('is for its owner only, with what stands beside it', () => {
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(`${place.path}${suffix}`).mode & 0o777).toBe(0o600);
  });

  it('cannot be written through `read`', async () => {
    await expect(db.read.insert(UserRow, aUser())).rejects.toThrow(/readonly/);
  });

  it('takes the write lock when a transaction begins', async () => {
    const other = plainSqlite(place.path, { timeout: 0 });

    await db.write(async (manager) => {
      await manager.count(UserRow);
      expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    });
    other.close();
  });

  it('waits for another program, and lets this one go on meanwhile', async () => {
    const patient = await openDatabase(place);
    const other = plainSqlite(place.path);
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const turning = setInterval(() => turns++, 5);

    const written = patient.write((manager) => manager.insert(UserRow, aUser()));
    await sleep(400);
    other.exec('COMMIT');
    await written;
    clearInterval(turning);
    other.close();
    await patient.close();

    expect(turns).toBeGreaterThan(1);
    expect(await db.read.count(UserRow)).toBe(1);
  });

  it('says that it is busy when another program does not let go, and works again after', async () => {
    const other = plainSqlite(place.path);
    other.exec('BEGIN IMMEDIATE');

    await expect(db.write((manager) => manager.insert(UserRow, aUser()))).rejects.toMatchObject({
      code: 'database.busy',
    });
    other.exec('COMMIT');
    other.close();

    await db.write((manager) => manager.insert(UserRow, aUser()));
    expect(await db.read.count(UserRow)).toBe(1);
  });

  it('refuses a write that stood in the queue for too long, and does not run it later', async () => {
    let ran = false;
    const over = Promise.withResolvers<undefined>();
    const slow = db.write(() => over.promise);
    const late = db.write(() => {
      ran = true;
      return Promise.resolve();
    });

    await expect(late).rejects.toMatchObject({ code: 'database.busy' });
    over.resolve(undefined);
    await slow;
    await db.write(() => Promise.resolve());
    expect(ran).toBe(false);
  });

  it('finds three characters and more by its index', async () => {
    const plan = await db.read.query<{ detail: string }[]>(
      `EXPLAIN QUERY PLAN SELECT rowid FROM message_search WHERE text MATCH '"나루터"'`,
    );

    expect(plan[0]?.detail).toContain('VIRTUAL TABLE INDEX');
  });
});

describe('a file that is no database of ours', () => {
  it('is refused as damaged when it is none at all, and stays as it is', async () => {
    const place = newSqlitePlace();
    writeFileSync(place.path, '나루'.repeat(1000));

    await expect(openDatabase(place)).rejects.toMatchObject({ code: 'database.corrupt' });
    expect(readFileSync(place.path, 'utf8')).toBe('나루'.repeat(1000));
  });

  it('keeps every byte when Alembic owns it', async () => {
    const place = newSqlitePlace();
    const sqlite = plainSqlite(place.path);
    sqlite.exec('CREATE TABLE alembic_version (version_num varchar(32)); CREATE TABLE chats (id integer)');
    sqlite.close();
    const hash = (): string => createHash('sha256').update(readFileSync(place.path)).digest('hex');
    const before = hash();

    await expect(openDatabase(place)).rejects.toMatchObject({ code: 'database.foreign' });
    expect(hash()).toBe(before);
  });

  it('is said to be unreachable when it cannot be opened', async () => {
    const place = newSqlitePlace();
    writeFileSync(place.path, '');

    await expect(openDatabase({ ...place, path: join(place.path, 'chat.db') })).rejects.toMatchObject({
      code: 'database.unreachable',
      hint: 'Correct DATABASE_URL, or let this user write there.',
    });
  });
});
