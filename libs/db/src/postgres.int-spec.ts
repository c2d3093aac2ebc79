// Everything that holds on SQLite, on a real PostgreSQL.
import { PostgresServer } from './testing/postgres-server.ts';
import { describeMigrations } from './testing/suites/migrations-suite.ts';
import { describeSearch } from './testing/suites/search-suite.ts';
import { describeTables } from './testing/suites/tables-suite.ts';
import { describeWrites } from './testing/suites/writes-suite.ts';
import { openDatabase } from './database/open-database.ts';
import { restore } from './commands/restore.ts';

const server = await PostgresServer.start();

if (typeof server === 'string') {
  it.skip(`PostgreSQL: not run, because ${server}`, () => undefined);
} else {
  const newPlace = () => server.newPlace();
  afterAll(() => server.stop());

  describe('the tables on PostgreSQL', () => describeTables(newPlace));
  describe('search on PostgreSQL', () => describeSearch(newPlace));
  describe('writing on PostgreSQL', () => describeWrites(newPlace));
  describe('migrations on PostgreSQL', () => describeMigrations(newPlace));

  describe('a PostgreSQL database', () => {
    it('has the index of three-character pieces', async () => {
      const db = await openDatabase(await newPlace());

      const found = await db.read.query<object[]>(`SELECT 1 FROM pg_indexes WHERE indexname = 'ix_messages_search'`);

      expect(found).toHaveLength(1);
      await db.close();
    });

    it('that is not there or not reachable is said to be so, without a password', async () => {
      const place = await newPlace();

      await expect(openDatabase({ ...place, database: 'none' })).rejects.toMatchObject({
        code: 'database.unreachable',
        hint: 'Correct DATABASE_URL.',
      });
      await expect(openDatabase({ ...place, port: 1 })).rejects.toMatchObject({ code: 'database.unreachable' });
    });

    it('is not restored while a program has it open', async () => {
      const place = await newPlace();
      const db = await openDatabase(place);
      await db.check();

      const restored = restore(place, { from: import.meta.filename, keepAs: '/nowhere' });

      await expect(restored).rejects.toMatchObject({ code: 'database.in-use' });
      await db.close();
    });

    it('runs a write again that lost a deadlock', async () => {
      const db = await openDatabase(await newPlace());
      await db.write((manager) =>
        manager.query(`INSERT INTO usage_days VALUES ('a', '2026-11-23', 0, 0, 0), ('b', '2026-11-23', 0, 0, 0)`),
      );
      const bump = (first: string, second: string) =>
        db.write(async (manager) => {
          for (const principal of [first, second]) {
            await manager.query('UPDATE usage_days SET requests = requests + 1 WHERE principal = $1', [principal]);
            await manager.query('SELECT pg_sleep(0.05)');
          }
        });

      await Promise.all([bump('a', 'b'), bump('b', 'a')]);

      const rows = await db.read.query<{ requests: string }[]>('SELECT requests FROM usage_days');
      expect(rows.map(({ requests }) => Number(requests))).toEqual([2, 2]);
      await db.close();
    });
  });
}
