import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import type { DataSource, QueryRunner } from 'typeorm';

import { tables } from './tables.ts';
import { writingSource } from './connections.ts';
import { isBusy, retried } from './failures.ts';
import { connected, inspect, refuseUnlessOurs } from './inspect.ts';
import type { DatabasePlace, PostgresPlace } from './place.ts';

// Longer than any migration of ours takes on a database that fits this project.
const LOCK_WAIT_MS = 300_000;
const LOCK_POLL_MS = 200;
// 'naru' as a number: any program may take any advisory lock, so the number has to be ours.
const ADVISORY_LOCK = 0x6e617275;

/**
 * Brings the database to this code's schema, in one transaction. Processes that start at once wait for one another,
 * and one of them migrates.
 *
 * @returns the names of the migrations that ran now
 * @throws AppError `database.foreign`, `database.newer`, before anything is changed
 */
export async function migrate(place: DatabasePlace): Promise<readonly string[]> {
  await refuseOthers(place);
  return alone(place, async (source) => {
    await refuseOthers(place); // another process may have been quicker, and newer
    return (await source.runMigrations({ transaction: transactionOf(place) })).map(({ name }) => name);
  });
}

/**
 * Undoes the newest migration.
 *
 * @returns its name; undefined where there is none
 */
export async function revert(place: DatabasePlace): Promise<string | undefined> {
  await refuseOthers(place);
  return alone(place, async (source) => {
    const newest = (await inspect(place)).applied.at(-1);
    if (newest !== undefined) await source.undoLastMigration({ transaction: transactionOf(place) });
    return newest;
  });
}

// On SQLite the transaction is `aloneOnSqlite`'s.
const transactionOf = (place: DatabasePlace): 'none' | 'all' => (place.engine === 'sqlite' ? 'none' : 'all');

async function refuseOthers(place: DatabasePlace): Promise<void> {
  const found = await retried(() => inspect(place), isBusy, LOCK_WAIT_MS);
  refuseUnlessOurs(found, place.shown, await tableNames());
}

async function tableNames(): Promise<readonly string[]> {
  const { getMetadataArgsStorage } = await import('typeorm');
  return getMetadataArgsStorage()
    .filterTables(tables)
    .flatMap(({ name }) => name ?? []);
}

async function alone<T>(place: DatabasePlace, work: (source: DataSource) => Promise<T>): Promise<T> {
  if (place.engine === 'sqlite') await createForOwner(place.path);
  const source = writingSource(place);
  await retried(() => source.initialize(), isBusy, LOCK_WAIT_MS);
  try {
    return place.engine === 'sqlite' ? await aloneOnSqlite(source, work) : await aloneOnPostgres(place, source, work);
  } finally {
    await source.destroy();
  }
}

/** A new file is for its owner only; what SQLite puts beside it has the same rights. */
async function createForOwner(path: string): Promise<void> {
  await makeFolder(dirname(path));
  await (await open(path, 'a', 0o600)).close();
}

// Not `mkdir` with `recursive`: it tries for ever where a file system says that the parent, which is there, is not (/proc).
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
}

async function aloneOnSqlite<T>(source: DataSource, work: (source: DataSource) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner(); // SQLite has one: what runs in `work` runs in this transaction
  // Only possible outside a transaction; with them on, to rebuild a table would delete what refers to it.
  await runner.query('PRAGMA foreign_keys = OFF');
  // A table that is renamed on the way takes no reference of another table along.
  await runner.query('PRAGMA legacy_alter_table = ON');
  await retried(() => runner.startTransaction(), isBusy, LOCK_WAIT_MS);
  try {
    const result = await work(source);
    await refuseBrokenReferences(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

async function refuseBrokenReferences(runner: QueryRunner): Promise<void> {
  const broken = (await runner.query('PRAGMA foreign_key_check')) as { readonly table: string }[];
  if (broken.length === 0) return;
  const tables = [...new Set(broken.map(({ table }) => table))].join(', ');
  throw new AppError('database.corrupt', `rows of ${tables} refer to rows that are not there`);
}

async function aloneOnPostgres<T>(
  place: PostgresPlace,
  source: DataSource,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const client = await connected(place);
  try {
    const until = Date.now() + LOCK_WAIT_MS;
    for (;;) {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
        ADVISORY_LOCK,
      ]);
      if (rows[0]?.held === true) break;
      if (Date.now() > until) throw new AppError('database.busy', `${place.shown}: another process is migrating it`);
      await sleep(LOCK_POLL_MS);
    }
    return await work(source);
  } finally {
    await client.end(); // and with the connection the lock
  }
}
