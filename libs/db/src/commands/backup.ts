import { open, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

import { AppError } from '@naru/contracts';

import { plainSqlite } from '../database/connections.ts';
import { inspect } from '../database/inspect.ts';
import type { DatabasePlace, PostgresPlace, SqlitePlace } from '../database/place.ts';
import { runPostgresTool } from './tools.ts';

// People's conversations: for nobody else on the machine.
const OWNER_ONLY = 0o600;

/**
 * Copies a database that may be in use into one file: written beside, checked, synced and renamed.
 *
 * @throws AppError `database.corrupt` when the copy is not whole
 */
export async function backUp(place: DatabasePlace, to: string): Promise<void> {
  if (existsSync(to)) throw new AppError('usage', `${to} is there already`, { hint: 'Name another file with --to=.' });
  if (place.engine === 'sqlite' && !existsSync(place.path)) {
    throw new AppError('database.unreachable', `${place.shown} does not exist yet: there is nothing to back up`);
  }
  await mkdir(dirname(to), { recursive: true });
  const beside = `${to}.${process.pid}.tmp`;
  await (await open(beside, 'wx', OWNER_ONLY)).close();
  try {
    await (place.engine === 'sqlite' ? copySqlite(place, beside) : dump(place, beside));
    const file = await open(beside, 'r+');
    await file.sync();
    await file.close();
    await rename(beside, to);
  } finally {
    await rm(beside, { force: true });
  }
}

async function copySqlite(place: SqlitePlace, to: string): Promise<void> {
  const source = plainSqlite(place.path, { readonly: true });
  try {
    await source.backup(to);
  } finally {
    source.close();
  }
  const copy = plainSqlite(to);
  try {
    copy.pragma('journal_mode = DELETE'); // one file, with nothing beside it
    refuseDamaged(copy.pragma('integrity_check', { simple: true }), to);
  } finally {
    copy.close();
  }
}

export function refuseDamaged(integrity: unknown, path: string): void {
  if (integrity !== 'ok') throw new AppError('database.corrupt', `${path}: ${String(integrity)}`);
}

async function dump(place: PostgresPlace, to: string): Promise<void> {
  await inspect(place); // a server that does not answer is told in our words
  await runPostgresTool('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${to}`], place);
  await runPostgresTool('pg_restore', ['--list', to], place);
}
