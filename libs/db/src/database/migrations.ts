import { serveMigrations } from '../serve/migrations/list.ts';

/** Every owner's migrations, in the order that they run in. */
export const migrations = [...serveMigrations];

export const migrationNames: readonly string[] = migrations.map((type) => type.name);
