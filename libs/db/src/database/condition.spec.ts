import { writeFileSync } from 'node:fs';

import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { databaseCondition } from './condition.ts';
import { migrate } from './migrate.ts';
import { migrationNames } from './migrations.ts';

describe('the condition of a database', () => {
  it('is told before there is one, and makes none', async () => {
    const place = newSqlitePlace();

    expect(await databaseCondition(place)).toMatchObject({ exists: false, pending: migrationNames, damage: null });
    expect(await databaseCondition(place)).toMatchObject({ exists: false });
  });

  it('is whole and current after its migrations', async () => {
    const place = newSqlitePlace();
    await migrate(place);

    expect(await databaseCondition(place)).toEqual({
      exists: true,
      pending: [],
      unknown: [],
      alembic: null,
      damage: null,
    });
  });

  it('is refused by name where the file is none of SQLite', async () => {
    const place = newSqlitePlace();
    writeFileSync(place.path, 'not a database, but long enough to be one. '.repeat(50));

    await expect(databaseCondition(place)).rejects.toMatchObject({ code: 'database.corrupt' });
  });
});
