import { existsSync } from 'node:fs';

import { plainSqlite } from './connections.ts';
import { asDatabaseError } from './failures.ts';
import { connected, inspect } from './inspect.ts';
import { migrationNames } from './migrations.ts';
import type { DatabasePlace } from './place.ts';

/** How a database is, learned without changing a byte of it. */
export interface DatabaseCondition {
  /** false: a SQLite file that nobody has made yet. */
  readonly exists: boolean;
  /** Migrations of this Naru that have not run. */
  readonly pending: readonly string[];
  /** Migrations that ran and that this Naru does not know. */
  readonly unknown: readonly string[];
  /** The revision, where Alembic owns the database. */
  readonly alembic: string | null;
  /** What SQLite's `quick_check` or PostgreSQL's checksums complain about; null: nothing. */
  readonly damage: string | null;
}

/** @throws AppError `database.unreachable`, `database.busy`, `database.corrupt` */
export async function databaseCondition(place: DatabasePlace): Promise<DatabaseCondition> {
  try {
    const { applied, alembic } = await inspect(place);
    return {
      exists: place.engine === 'postgres' || existsSync(place.path),
      pending: migrationNames.filter((name) => !applied.includes(name)),
      unknown: applied.filter((name) => !migrationNames.includes(name)),
      alembic: alembic ?? null,
      damage: await damageOf(place),
    };
  } catch (error) {
    throw asDatabaseError(error, place.shown);
  }
}

async function damageOf(place: DatabasePlace): Promise<string | null> {
  if (place.engine === 'postgres') {
    const client = await connected(place);
    try {
      const { rows } = await client.query<{ failures: string | null }>(
        'SELECT checksum_failures AS failures FROM pg_stat_database WHERE datname = current_database()',
      );
      const failures = Number(rows[0]?.failures ?? 0);
      return failures === 0 ? null : `${failures} pages with a wrong checksum`;
    } finally {
      await client.end();
    }
  }
  if (!existsSync(place.path)) return null;
  const sqlite = plainSqlite(place.path, { readonly: true });
  try {
    const [first] = sqlite.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
    return first === undefined || first.quick_check === 'ok' ? null : first.quick_check;
  } finally {
    sqlite.close();
  }
}
