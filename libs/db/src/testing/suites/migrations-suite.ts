import { AppError } from '@naru/contracts';
import type { DataSource } from 'typeorm';

import { MIGRATIONS_TABLE, writingSource } from '../../database/connections.ts';
import { inspect } from '../../database/inspect.ts';
import { migrate, revert } from '../../database/migrate.ts';
import { migrationNames } from '../../database/migrations.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { DatabasePlace } from '../../database/place.ts';
import { UserRow } from '../../serve/people/user.entity.ts';
import { aUser } from '../rows.ts';
import type { NewPlace } from './tables-suite.ts';

async function onSource<T>(place: DatabasePlace, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = writingSource(place);
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

const runSql = (place: DatabasePlace, ...statements: string[]): Promise<void> =>
  onSource(place, async (source) => {
    for (const sql of statements) await source.query(sql);
  });

async function refusal(place: DatabasePlace): Promise<AppError> {
  try {
    await (await openDatabase(place)).close();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was opened');
}

export function describeMigrations(newPlace: NewPlace): void {
  describe('the migrations', () => describeRuns(newPlace));
  describe('a database that is not ours to change', () => describeRefusals(newPlace));
}

function describeRuns(newPlace: NewPlace): void {
  it('give exactly what the entities say', async () => {
    const place = await newPlace();
    await migrate(place);

    const missing = await onSource(place, (source) => source.driver.createSchemaBuilder().log());

    expect(missing.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('run once, also when many start at once', async () => {
    const place = await newPlace();

    const ran = await Promise.all([1, 2, 3].map(() => migrate(place)));

    expect(ran.flat()).toEqual(migrationNames);
    expect((await inspect(place)).applied).toEqual(migrationNames);
  });

  it('can all be undone and run again', async () => {
    const place = await newPlace();
    await migrate(place);

    const undone = [];
    for (const _ of migrationNames) undone.push(await revert(place));

    expect(undone).toEqual(migrationNames.toReversed());
    expect((await inspect(place)).tables.filter((table) => table !== MIGRATIONS_TABLE)).toEqual(
      place.engine === 'sqlite' ? expect.not.arrayContaining(['users']) : [],
    );
    expect(await migrate(place)).toEqual(migrationNames);
  });

  it('leave nothing behind when one fails', async () => {
    const place = await newPlace();
    await runSql(
      place,
      'CREATE TABLE message_search_rows (taken integer)',
      'CREATE TABLE ix_messages_search (taken integer)',
    );

    await expect(migrate(place)).rejects.toThrow(/already exists|relation/);

    expect((await inspect(place)).tables).toEqual(expect.not.arrayContaining(['users']));
    expect((await inspect(place)).applied).toEqual([]);
  });

  it('keep what was there', async () => {
    const place = await newPlace();
    const first = await openDatabase(place);
    const user = aUser();
    await first.write((manager) => manager.insert(UserRow, user));
    await first.close();

    const again = await openDatabase(place);

    expect(await again.read.countBy(UserRow, { id: user.id })).toBe(1);
    await again.close();
  });
}

function describeRefusals(newPlace: NewPlace): void {
  it('is one that a newer Naru migrated', async () => {
    const place = await newPlace();
    await migrate(place);
    await runSql(
      place,
      `INSERT INTO ${MIGRATIONS_TABLE} (timestamp, name) VALUES (4102444800000, 'Later4102444800000')`,
    );

    const error = await refusal(place);

    expect(error.code).toBe('database.newer');
    expect(error.message).toContain('Later4102444800000');
    expect(error.hint).toContain('db:restore');
  });

  it('is one that Alembic owns, and the way out is shown', async () => {
    const place = await newPlace();
    await runSql(
      place,
      'CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)',
      `INSERT INTO alembic_version VALUES ('8f2c1d')`,
      'CREATE TABLE messages (id integer PRIMARY KEY)',
    );

    const error = await refusal(place);

    expect(error.code).toBe('database.foreign');
    expect(error.message).toContain('Alembic (revision 8f2c1d)');
    expect(error.hint).toContain('DATABASE_URL=');
    expect([...(await inspect(place)).tables].sort()).toEqual(['alembic_version', 'messages']);
  });

  it('is one that has tables of the same names', async () => {
    const place = await newPlace();
    await runSql(place, 'CREATE TABLE users (id integer PRIMARY KEY)');

    const error = await refusal(place);

    expect(error.code).toBe('database.foreign');
    expect(error.message).toContain('users');
  });
}
