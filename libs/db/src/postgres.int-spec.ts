// Everything that holds on SQLite, on a real PostgreSQL.
import { PostgresServer } from './testing/postgres-server.ts';
import { describeTables } from './testing/suites/tables-suite.ts';

const server = await PostgresServer.start();

if (typeof server === 'string') {
  it.skip(`on PostgreSQL: not run, because ${server}`, () => undefined);
} else {
  afterAll(() => server.stop());
  describe('on PostgreSQL', () => {
    describeTables(() => server.newPlace());
  });
}
