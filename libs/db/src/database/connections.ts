// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- projects that read this source need the types too
/// <reference path="./better-sqlite3.d.ts" />
import Sqlite, { type DatabaseOptions, type Statement } from 'better-sqlite3';
import { DataSource, type DataSourceOptions, type EntityManager, type Logger } from 'typeorm';

import { tables } from './tables.ts';
import { SearchTextSubscriber } from '../serve/search/search-text-subscriber.ts';
import { migrations } from './migrations.ts';
import { NaruNamingStrategy } from './naming.ts';
import type { DatabasePlace, PostgresPlace, SqlitePlace } from './place.ts';

export const MIGRATIONS_TABLE = 'naru_migrations';

// A lock that another process holds stops this whole process while SQLite waits: wait briefly, then try again without.
const BUSY_TIMEOUT_MS = 100;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 60_000;
const POOL_SIZE = 10;

// Takes the write lock at BEGIN: a transaction that reads first and writes later could otherwise lose its snapshot.
class ImmediateSqlite extends Sqlite {
  override prepare(sql: string): Statement {
    return super.prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql);
  }
}

// TypeORM prints a failed migration whatever `logging` says; what fails is thrown.
const nothing = (): void => undefined;
const silent: Logger = {
  log: nothing,
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
};

const shared = {
  entities: tables,
  subscribers: [SearchTextSubscriber],
  migrations,
  migrationsTableName: MIGRATIONS_TABLE,
  namingStrategy: new NaruNamingStrategy(),
  synchronize: false,
  logging: false,
  logger: silent,
} satisfies Partial<DataSourceOptions>;

/** The connection that writes, on SQLite; every connection, on PostgreSQL. */
export function writingSource(place: DatabasePlace): DataSource {
  return place.engine === 'sqlite' ? sqliteWriter(place) : postgresSource(place);
}

function sqliteWriter({ path }: SqlitePlace): DataSource {
  const source = new DataSource({
    ...shared,
    type: 'better-sqlite3',
    database: path,
    driver: ImmediateSqlite,
    timeout: BUSY_TIMEOUT_MS,
    enableWAL: true,
    prepareDatabase: (database: Sqlite) => setSynchronous(database, true),
  });
  bindNumbers(source);
  return source;
}

/** From now on a commit does not wait for the disk: who commits waits by WalSync, and the log is emptied beside. */
export function leaveDisk({ driver }: DataSource): void {
  if (!('databaseConnection' in driver)) return;
  setSynchronous(driver.databaseConnection as Sqlite, false);
  (driver.databaseConnection as Sqlite).pragma('wal_autocheckpoint = 0');
}

/** SQLite empties its log by itself again. */
export function emptyLogByItself({ driver }: DataSource): void {
  if ('databaseConnection' in driver) (driver.databaseConnection as Sqlite).pragma('wal_autocheckpoint = 1000');
}

/** Whether commits go to a write-ahead log, as they do but on a file system that has no shared memory. */
export function logsAhead({ driver }: DataSource): boolean {
  if (!('databaseConnection' in driver)) return false;
  return (driver.databaseConnection as Sqlite).pragma('journal_mode', { simple: true }) === 'wal';
}

function setSynchronous(database: Sqlite, wanted: boolean): void {
  database.pragma(`synchronous = ${wanted ? 'FULL' : 'NORMAL'}`);
}

/** TypeORM writes numbers into the text of a statement: no two are the same then, and each is prepared for one use. */
function bindNumbers({ driver }: DataSource): void {
  const escape = driver.escapeQueryWithParameters.bind(driver);
  driver.escapeQueryWithParameters = (sql, parameters) => {
    const bound = Object.entries(parameters).map(([name, value]: [string, unknown]) => [name, bindable(value)]);
    return escape(sql, Object.fromEntries(bound) as typeof parameters);
  };
}

const bindable = (value: unknown): unknown => (Number.isSafeInteger(value) ? BigInt(value as number) : value);

/** A second connection, which sees what is committed and can change nothing. */
export function sqliteReader({ path }: SqlitePlace): DataSource {
  return new DataSource({
    ...shared,
    type: 'better-sqlite3',
    database: path,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
    prepareDatabase: (database: Sqlite) => {
      database.pragma('query_only = ON');
    },
  });
}

/** Runs `work` over what is committed now: on SQLite by a connection of its own, on PostgreSQL by one of the pool. */
export async function inSnapshot<T>(
  place: DatabasePlace,
  pool: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (place.engine === 'postgres') {
    return pool.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      return work(manager);
    });
  }
  const source = sqliteReader(place);
  await source.initialize();
  try {
    return await source.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM users LIMIT 1'); // SQLite's snapshot begins with the first look at a table
      return work(manager);
    });
  } finally {
    await source.destroy();
  }
}

function postgresSource(place: PostgresPlace): DataSource {
  return new DataSource({
    ...shared,
    type: 'postgres',
    ...postgresConnection(place),
    connectTimeoutMS: CONNECT_MS,
    installExtensions: false,
    extra: {
      application_name: 'naru',
      max: POOL_SIZE,
      statement_timeout: STATEMENT_MS,
      idle_in_transaction_session_timeout: STATEMENT_MS,
    },
  });
}

/** What `pg` connects with. */
export function postgresConnection(place: PostgresPlace) {
  const { host, port, user, password, database, tls } = place;
  const secret = password === undefined ? {} : { password: password.reveal() };
  const ssl = tls === 'off' ? false : { rejectUnauthorized: tls === 'verified' };
  return { host, port, username: user, ...secret, database, ssl };
}

/** SQLite without TypeORM: to look at a file before anything is opened for writing. */
export function plainSqlite(path: string, options: DatabaseOptions = {}): Sqlite {
  return new Sqlite(path, { timeout: BUSY_TIMEOUT_MS, ...options });
}
