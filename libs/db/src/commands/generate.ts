import { AppError } from '@naru/contracts';
import type { DataSource } from 'typeorm';

import { writingSource } from '../database/connections.ts';
import { migrate } from '../database/migrate.ts';
import type { DatabasePlace } from '../database/place.ts';

/** What a new migration has to do on each database; both go into one class. */
export interface Difference {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** What the entities say and the migrations do not yet give, on a scratch database that is migrated first. */
export async function difference(scratch: DatabasePlace): Promise<Difference> {
  await migrate(scratch);
  const source: DataSource = await writingSource(scratch).initialize();
  try {
    const { upQueries, downQueries } = await source.driver.createSchemaBuilder().log();
    return { up: upQueries.map(({ query }) => query), down: downQueries.map(({ query }) => query).toReversed() };
  } finally {
    await source.destroy();
  }
}

export interface GeneratedMigration {
  readonly file: string;
  readonly type: string;
  readonly text: string;
}

/**
 * The source of a migration.
 *
 * @returns undefined where there is nothing to do
 * @throws AppError `usage` for a name that is none
 */
export function migrationSource(
  name: string,
  at: number,
  { sqlite, postgres }: { readonly sqlite: Difference; readonly postgres: Difference },
): GeneratedMigration | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new AppError('usage', `--name=${name}: write it like add-pinned-conversations`);
  }
  if (sqlite.up.length === 0 && postgres.up.length === 0) return undefined;
  const words = name.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const type = `${words.join('')}${at}`;
  const list = (queries: readonly string[]): string => queries.map((query) => `  ${literal(query)},\n`).join('');
  const text = `import type { MigrationInterface, QueryRunner } from 'typeorm';

const sqliteUp: readonly string[] = [\n${list(sqlite.up)}];
const sqliteDown: readonly string[] = [\n${list(sqlite.down)}];
const postgresUp: readonly string[] = [\n${list(postgres.up)}];
const postgresDown: readonly string[] = [\n${list(postgres.down)}];

export class ${type} implements MigrationInterface {
  readonly name = '${type}';

  async up(runner: QueryRunner): Promise<void> {
    const postgres = runner.dataSource.options.type === 'postgres';
    for (const sql of postgres ? postgresUp : sqliteUp) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    const postgres = runner.dataSource.options.type === 'postgres';
    for (const sql of postgres ? postgresDown : sqliteDown) await runner.query(sql);
  }
}
`;
  return { file: `${at}-${name}.ts`, type, text };
}

const literal = (query: string): string => `\`${query.replace(/[\\`]|\$\{/g, '\\$&')}\``;
