import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

import { writeFileAtomically } from '@naru/files';
import { AppError, nearest } from '@naru/contracts';

import { asDatabaseError } from '../database/failures.ts';
import { inspect } from '../database/inspect.ts';
import { migrate, revert } from '../database/migrate.ts';
import { migrationNames } from '../database/migrations.ts';
import type { DatabasePlace } from '../database/place.ts';
import { PostgresServer } from '../testing/postgres-server.ts';
import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { backUp } from './backup.ts';
import { difference, migrationSource } from './generate.ts';
import { restore } from './restore.ts';

/** What a command is given of the world. */
export interface CommandContext {
  /** The workspace. */
  readonly root: string;
  readonly place: () => DatabasePlace;
  readonly now: () => Date;
  readonly write: (line: string) => void;
}

type Options = Readonly<Record<string, string | undefined>>;

interface Command {
  readonly options: readonly string[];
  readonly run: (place: DatabasePlace, options: Options, context: CommandContext) => Promise<void>;
}

const commands = new Map<string, Command>([
  ['migrate', { options: [], run: runMigrate }],
  ['current', { options: [], run: runCurrent }],
  ['revert', { options: [], run: runRevert }],
  ['generate', { options: ['name'], run: runGenerate }],
  ['backup', { options: ['to'], run: runBackup }],
  ['restore', { options: ['from'], run: runRestore }],
]);

const HELP = `Database of DATABASE_URL (sqlite:///./data/chat.db where it is not set).

  npx nx run db:migrate                bring it to this version
  npx nx run db:current                which migrations ran, which have not
  npx nx run db:revert                 undo the newest migration
  npx nx run db:generate --name=<name> write a migration for what the entities say and the migrations do not
  npx nx run db:backup [--to=<file>]   copy it while it is in use (data/backups/)
  npx nx run db:restore --from=<file>  put a backup in its place; nothing may have it open`;

/**
 * Runs what a person typed after `db:`.
 *
 * @throws AppError
 */
export async function runCommandLine([name, ...argv]: readonly string[], context: CommandContext): Promise<void> {
  if (name === undefined || name === '--help' || argv.includes('--help')) {
    context.write(HELP);
    return;
  }
  const command = commands.get(name);
  if (command === undefined) {
    const meant = nearest(name, [...commands.keys()]);
    throw new AppError('usage', `unknown command ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const options = parsed(argv, command.options);
  const place = context.place();
  try {
    await command.run(place, options, context);
  } catch (error) {
    throw asDatabaseError(error, place.shown);
  }
}

function parsed(argv: readonly string[], names: readonly string[]): Options {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new AppError('usage', (error as Error).message, { hint: '--help shows every option.', cause: error });
  }
}

async function runMigrate(place: DatabasePlace, _: Options, { write }: CommandContext): Promise<void> {
  const ran = await migrate(place);
  for (const name of ran) write(`ran ${name}`);
  write(`${place.shown}: ${ran.length === 0 ? 'nothing to do' : `${ran.length} migrations ran`}.`);
}

async function runCurrent(place: DatabasePlace, _: Options, { write }: CommandContext): Promise<void> {
  const { applied, alembic } = await inspect(place);
  if (alembic !== undefined) write(`${place.shown} belongs to Alembic (revision ${alembic}).`);
  const unknown = applied.filter((name) => !migrationNames.includes(name));
  for (const name of [...migrationNames, ...unknown]) {
    const state = unknown.includes(name) ? 'of a newer Naru' : applied.includes(name) ? 'ran' : 'has not run';
    write(`${name}  ${state}`);
  }
  write(`${place.shown}: ${applied.length} ran, ${migrationNames.length - applied.length + unknown.length} to run.`);
}

async function runRevert(place: DatabasePlace, _: Options, { write }: CommandContext): Promise<void> {
  const name = await revert(place);
  write(name === undefined ? `${place.shown}: no migration has run.` : `undid ${name}`);
}

async function runGenerate(_: DatabasePlace, { name }: Options, { root, now, write }: CommandContext): Promise<void> {
  if (name === undefined) throw new AppError('usage', '--name is missing: db:generate --name=add-pinned-conversations');
  const server = await PostgresServer.start();
  if (typeof server === 'string') {
    throw new AppError('database.tool-missing', `a migration is made for both databases, and ${server}`);
  }
  try {
    const both = { sqlite: await difference(newSqlitePlace()), postgres: await difference(await server.newPlace()) };
    const made = migrationSource(name, now().getTime(), both);
    if (made === undefined) {
      write('The entities and the migrations agree: there is nothing to write.');
      return;
    }
    const path = join(root, 'libs/db/src/serve/migrations', made.file);
    await writeFileAtomically(path, made.text);
    write(`wrote ${relative(root, path)}`);
    write(`Read it, then add ${made.type} at the end of libs/db/src/serve/migrations/list.ts and run prettier.`);
  } finally {
    await server.stop();
  }
}

async function runBackup(place: DatabasePlace, { to }: Options, context: CommandContext): Promise<void> {
  const path = to ?? backupPath(place, context, '');
  await backUp(place, path);
  context.write(`${place.shown} is in ${path}, checked.`);
}

async function runRestore(place: DatabasePlace, { from }: Options, context: CommandContext): Promise<void> {
  if (from === undefined) throw new AppError('usage', '--from is missing: db:restore --from=data/backups/<file>');
  const keepAs = backupPath(place, context, 'before-restore-');
  const kept = await restore(place, { from, keepAs });
  if (kept) context.write(`What was there is in ${keepAs}.`);
  context.write(`${place.shown} is ${from} now.`);
}

function backupPath({ engine }: DatabasePlace, { root, now }: CommandContext, prefix: string): string {
  const at = now().toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
  return join(root, 'data/backups', `${prefix}chat-${at}.${engine === 'sqlite' ? 'db' : 'dump'}`);
}
