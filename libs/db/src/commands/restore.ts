import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { AppError } from '@naru/contracts';

import { plainSqlite } from '../database/connections.ts';
import { asDatabaseError, isBusy } from '../database/failures.ts';
import { connected, inspect, refuseUnlessOurs } from '../database/inspect.ts';
import type { DatabasePlace, PostgresPlace, SqlitePlace } from '../database/place.ts';
import { backUp, refuseDamaged } from './backup.ts';
import { runPostgresTool } from './tools.ts';

export interface RestoreOptions {
  readonly from: string;
  /** Where what is there now goes first. */
  readonly keepAs: string;
}

/**
 * Puts a backup in the database's place; what was there is backed up first. A kill in the middle leaves the old one.
 *
 * @returns whether there was anything to keep
 * @throws AppError `database.backup-not-found`, `database.in-use`, `database.corrupt`, `database.newer`
 */
export async function restore(place: DatabasePlace, { from, keepAs }: RestoreOptions): Promise<boolean> {
  if (!existsSync(from)) throw new AppError('database.backup-not-found', `${from} does not exist`);
  if (place.engine === 'sqlite') return restoreSqlite(place, from, keepAs);
  await restorePostgres(place, from, keepAs);
  return true;
}

async function restoreSqlite(place: SqlitePlace, from: string, keepAs: string): Promise<boolean> {
  try {
    refuseUnlessOurs(await inspect({ ...place, path: from }), from, []);
  } catch (error) {
    throw asDatabaseError(error, from);
  }
  const kept = existsSync(place.path);
  if (kept) await backUp(place, keepAs);
  await mkdir(dirname(place.path), { recursive: true });
  refuseInUse(place);
  const source = plainSqlite(from, { readonly: true });
  try {
    refuseDamaged(source.pragma('integrity_check', { simple: true }), from);
    // SQLite writes the pages in one transaction of the file that is there: it is never half of each.
    await source.backup(place.path);
  } catch (error) {
    throw isBusy(error) ? inUse(place.shown) : error;
  } finally {
    source.close();
  }
  return kept;
}

/** SQLite leaves WAL mode only when no other connection is open, in any process. */
function refuseInUse(place: SqlitePlace): void {
  const sqlite = plainSqlite(place.path);
  try {
    if (sqlite.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') throw inUse(place.shown);
  } catch (error) {
    throw isBusy(error) ? inUse(place.shown) : error;
  } finally {
    sqlite.close();
  }
}

const inUse = (place: string): AppError =>
  new AppError('database.in-use', `${place} is open in another program; nothing was changed`, {
    hint: 'Stop serve, and whatever else has the database open, then restore again.',
  });

async function restorePostgres(place: PostgresPlace, from: string, keepAs: string): Promise<void> {
  const client = await connected(place);
  try {
    const { rows } = await client.query<{ others: string }>(
      `SELECT count(*) AS others FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    if (rows[0]?.others !== '0') throw inUse(place.shown);
  } finally {
    await client.end();
  }
  await backUp(place, keepAs);
  const whole = ['--clean', '--if-exists', '--single-transaction', '--no-owner', '--no-privileges'];
  await runPostgresTool('pg_restore', [...whole, `--dbname=${place.database}`, from], place);
}
