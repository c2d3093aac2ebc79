import { dataMigrations } from '../data/migrations/list.ts';
import { loopMigrations } from '../loop/migrations/list.ts';
import { registryMigrations } from '../registry/migrations/list.ts';
import { serveMigrations } from '../serve/migrations/list.ts';

/** When a migration was written, which its name ends with. */
const timeOf = (type: { readonly name: string }): number => Number(/\d+$/.exec(type.name)?.[0] ?? 0);

/** Every owner's migrations, in the order that they run in. */
export const migrations = [...serveMigrations, ...dataMigrations, ...loopMigrations, ...registryMigrations].toSorted(
  (one, other) => timeOf(one) - timeOf(other),
);

export const migrationNames: readonly string[] = migrations.map((type) => type.name);
