import { chmodSync, existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { plainSqlite } from '../database/connections.ts';
import { migrationNames } from '../database/migrations.ts';
import { openDatabase } from '../database/open-database.ts';
import { parseDatabaseUrl, type DatabasePlace } from '../database/place.ts';
import { UserRow } from '../serve/people/user.entity.ts';
import { aUser } from '../testing/rows.ts';
import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { runCommandLine } from './command-line.ts';
import { migrationSource } from './generate.ts';
import { runPostgresTool } from './tools.ts';

let root: string;
let place: DatabasePlace;
let said: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'naru-db-'));
  place = newSqlitePlace();
  said = [];
});

function run(...argv: string[]): Promise<void> {
  const now = (): Date => new Date(Date.UTC(2026, 10, 23, 4, 5, 6));
  return runCommandLine(argv, { root, place: () => place, now, write: (line) => said.push(line) });
}

async function addUser(): Promise<string> {
  const db = await openDatabase(place);
  const user = aUser();
  await db.write((manager) => manager.insert(UserRow, user));
  await db.close();
  return user.id;
}

async function users(): Promise<string[]> {
  const db = await openDatabase(place);
  const rows = await db.read.find(UserRow);
  await db.close();
  return rows.map(({ id }) => id);
}

describe('db:migrate, db:current and db:revert', () => {
  it('say what ran, and what has not', async () => {
    const all = migrationNames.length;
    await run('current');
    expect(said.at(-1)).toContain(`0 ran, ${all} to run.`);

    await run('migrate');
    expect(said.at(-1)).toContain(`${all} migrations ran.`);
    await run('migrate');
    expect(said.at(-1)).toMatch(/nothing to do\.$/);

    await run('revert');
    expect(said.at(-1)).toBe(`undid ${migrationNames.at(-1) ?? ''}`);
    await run('current');
    expect(said.at(-1)).toContain(`${all - 1} ran, 1 to run.`);
  });

  it.each([
    [['migrat'], /unknown command migrat; did you mean migrate\?/],
    [['backup', '--form=x'], /form/],
    [['restore'], /--from is missing/],
    [['generate'], /--name is missing/],
    [['migrate', 'now'], /now/],
  ])('refuse %j', async (argv, message) => {
    await expect(run(...argv)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('db:backup and db:restore', () => {
  it('copy a database that is in use into one file, and bring it back with what was there kept', async () => {
    const first = await addUser();
    const open = await openDatabase(place);
    await run('backup', `--to=${join(root, '백업.db')}`);
    await open.close();
    expect(readdirSync(root)).toEqual(['백업.db']);
    expect(statSync(join(root, '백업.db')).mode & 0o777).toBe(0o600);
    const second = await addUser();
    expect(await users()).toEqual([first, second]);

    await run('restore', `--from=${join(root, '백업.db')}`);

    expect(await users()).toEqual([first]);
    const kept = join(root, 'data/backups/before-restore-chat-20261123T040506.db');
    expect(said.at(-2)).toBe(`What was there is in ${kept}.`);
    const sqlite = plainSqlite(kept, { readonly: true });
    expect(sqlite.prepare('SELECT id FROM users').all()).toHaveLength(2);
    sqlite.close();
  });

  it('restore where no database is yet', async () => {
    const id = await addUser();
    await run('backup', `--to=${join(root, 'b.db')}`);
    place = newSqlitePlace();

    await run('restore', `--from=${join(root, 'b.db')}`);

    expect(await users()).toEqual([id]);
  });

  it('refuse while a program has the database open, and leave it whole', async () => {
    const id = await addUser();
    await run('backup');
    const open = await openDatabase(place);

    const backup = join(root, 'data/backups/chat-20261123T040506.db');
    await expect(run('restore', `--from=${backup}`)).rejects.toMatchObject({ code: 'database.in-use' });

    expect(await open.read.countBy(UserRow, { id })).toBe(1);
    await open.write((manager) => manager.insert(UserRow, aUser()));
    await open.close();
  });

  it('refuse a backup that is missing, damaged or newer, and an output that exists', async () => {
    await addUser();
    const backup = join(root, 'b.db');
    await run('backup', `--to=${backup}`);
    writeFileSync(join(root, 'bad.db'), '나루'.repeat(5000));

    await expect(run('backup', `--to=${backup}`)).rejects.toMatchObject({ code: 'usage' });
    await expect(run('restore', '--from=none.db')).rejects.toMatchObject({ code: 'database.backup-not-found' });
    await expect(run('restore', `--from=${join(root, 'bad.db')}`)).rejects.toMatchObject({ code: 'database.corrupt' });
    const newer = plainSqlite(backup);
    newer.exec(`INSERT INTO naru_migrations (timestamp, name) VALUES (1, 'Later1')`);
    newer.close();
    await expect(run('restore', `--from=${backup}`)).rejects.toMatchObject({ code: 'database.newer' });
  });

  it('say that there is nothing to back up', async () => {
    await expect(run('backup')).rejects.toThrow(/does not exist yet/);
    expect(existsSync(join(root, 'data/backups/chat-20261123T040506.db'))).toBe(false);
  });
});

describe("PostgreSQL's own tools", () => {
  const postgres = () => {
    const parsed = parseDatabaseUrl('postgres://naru:geheim99@db:5433/chat');
    if (parsed.engine !== 'postgres') throw new Error('is not PostgreSQL');
    return parsed;
  };
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('are given the password in the environment, and their complaint is told', async () => {
    writeFileSync(join(root, 'pg_dump'), `#!/bin/sh\necho "$# $PGUSER $PGHOST $PGPORT \${#PGPASSWORD}" >&2\nexit 1\n`);
    chmodSync(join(root, 'pg_dump'), 0o755);
    process.env['PATH'] = `${root}${delimiter}${path ?? ''}`;

    await expect(runPostgresTool('pg_dump', ['--x'], postgres())).rejects.toMatchObject({
      code: 'database.tool-failed',
      message: 'pg_dump: 1 naru db 5433 8',
    });
  });

  it('that are missing are named, with where they come from', async () => {
    process.env['PATH'] = root;

    await expect(runPostgresTool('pg_dump', [], postgres())).rejects.toMatchObject({
      code: 'database.tool-missing',
      hint: expect.stringContaining('postgresql-client') as string,
    });
  });
});

describe('a generated migration', () => {
  const sqlite = { up: ['ALTER TABLE `a` ADD ${b}'], down: ['DROP b'] };
  const postgres = { up: ['ALTER'], down: [] };

  it('is one class for both databases, with its text escaped', () => {
    const made = migrationSource('add-pins', 1763870400009, { sqlite, postgres });

    expect(made).toMatchObject({ file: '1763870400009-add-pins.ts', type: 'AddPins1763870400009' });
    expect(made?.text).toContain('  `ALTER TABLE \\`a\\` ADD \\${b}`,\n');
    expect(made?.text).toContain("readonly name = 'AddPins1763870400009';");
  });

  it('is none where nothing differs, and has a name that makes a class', () => {
    const none = { up: [], down: [] };

    expect(migrationSource('x', 1, { sqlite: none, postgres: none })).toBeUndefined();
    expect(() => migrationSource('Add Pins', 1, { sqlite, postgres })).toThrow(/write it like/);
  });
});
