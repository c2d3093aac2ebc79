// What holds of serve on SQLite, on a real PostgreSQL: the same specs, over another database.
import { openDatabase } from '@naru/db';
import { PostgresServer } from '@naru/db/testing';

import { useDatabases } from './testing/databases.ts';

const server = await PostgresServer.start();

if (typeof server === 'string') {
  it.skip(`PostgreSQL: not run, because ${server}`, () => undefined);
} else {
  useDatabases(async () => openDatabase(await server.newPlace()));
  afterAll(() => server.stop());
  await import('./conversations.spec.ts');
  await import('./access.spec.ts');
  await import('./models.spec.ts');
  await import('./closing.spec.ts');
  await import('./usage.spec.ts');
  await import('./usage-report.spec.ts');
  await import('./feedback/exports/export-feedback.spec.ts');
  await import('./routes.int-spec.ts');
}
