import { existsSync, statSync } from 'node:fs';

import { AppError } from '@naru/contracts';
import { Client } from 'pg';

import { MIGRATIONS_TABLE, plainSqlite, postgresConnection } from './connections.ts';
import { migrationNames } from './migrations.ts';
import type { DatabasePlace, PostgresPlace } from './place.ts';

/** What stands in a database, learned without changing a byte of it. */
export interface Found {
  readonly tables: readonly string[];
  /** Names of the migrations that ran, in order. */
  readonly applied: readonly string[];
  /** The revision, where Alembic owns the database. */
  readonly alembic: string | undefined;
}

const EMPTY: Found = { tables: [], applied: [], alembic: undefined };
const APPLIED = `SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp, id`;
const REVISION = 'SELECT version_num AS name FROM alembic_version';

/** Looks into the database before anything opens it for writing. */
export async function inspect(place: DatabasePlace): Promise<Found> {
  return place.engine === 'sqlite' ? inspectSqlite(place.path) : inspectPostgres(place);
}

function inspectSqlite(path: string): Found {
  if (!existsSync(path) || statSync(path).size === 0) return EMPTY;
  const sqlite = plainSqlite(path, { readonly: true });
  try {
    const names = (sql: string): string[] => sqlite.prepare(sql).all().map(nameOf);
    const tables = names(`SELECT name FROM sqlite_master WHERE type = 'table'`);
    return found(tables, names);
  } finally {
    sqlite.close();
  }
}

async function inspectPostgres(place: PostgresPlace): Promise<Found> {
  const client = await connected(place);
  try {
    const rows = async (sql: string): Promise<string[]> => (await client.query(sql)).rows.map(nameOf);
    const tables = await rows(`SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`);
    const applied = tables.includes(MIGRATIONS_TABLE) ? await rows(APPLIED) : [];
    const revision = tables.includes('alembic_version') ? await rows(REVISION) : undefined;
    return { tables, applied, alembic: revision && (revision[0] ?? 'none') };
  } finally {
    await client.end();
  }
}

/** One connection, outside any pool. */
export async function connected(place: PostgresPlace): Promise<Client> {
  const { username, ...rest } = postgresConnection(place);
  const client = new Client({ ...rest, user: username, connectionTimeoutMillis: 10_000, application_name: 'naru' });
  client.on('error', () => undefined); // a lost connection fails the next query, not the process
  await client.connect();
  return client;
}

function found(tables: string[], names: (sql: string) => string[]): Found {
  const applied = tables.includes(MIGRATIONS_TABLE) ? names(APPLIED) : [];
  const alembic = tables.includes('alembic_version') ? (names(REVISION)[0] ?? 'none') : undefined;
  return { tables, applied, alembic };
}

function nameOf(row: unknown): string {
  return (row as { readonly name: string }).name;
}

/**
 * Refuses a database that is not ours to change.
 *
 * @throws AppError `database.foreign`, `database.newer`
 */
export function refuseUnlessOurs({ tables, applied, alembic }: Found, place: string, ours: readonly string[]): void {
  if (alembic !== undefined) {
    throw new AppError(
      'database.foreign',
      `${place} belongs to Alembic (revision ${alembic}); nothing in it was changed`,
      {
        hint: 'It is the database of an earlier Python system. Give Naru one of its own: DATABASE_URL=sqlite:///./data/naru.db, or a new PostgreSQL database (createdb naru). The old one stays as it is, and readable by its own system.',
      },
    );
  }
  const newer = applied.filter((name) => !migrationNames.includes(name));
  if (newer.length > 0) {
    throw new AppError('database.newer', `${place} is newer than this Naru: it has ${newer.join(', ')}`, {
      hint: 'Start the version of Naru that wrote it, or restore a backup of before: npx nx run db:restore --from=<file>.',
    });
  }
  const taken = ours.filter((table) => tables.includes(table));
  if (applied.length === 0 && taken.length > 0) {
    throw new AppError('database.foreign', `${place} has tables of somebody else: ${taken.join(', ')}`, {
      hint: 'Give Naru a database of its own in DATABASE_URL.',
    });
  }
}
