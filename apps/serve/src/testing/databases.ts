import { openDatabase, type Database } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';

let open = (): Promise<Database> => openDatabase(newSqlitePlace());

/** An empty database: SQLite, unless the spec that runs says otherwise. */
export const newDatabase = (): Promise<Database> => open();

/** What every app of this spec is over from now on. */
export function useDatabases(other: () => Promise<Database>): void {
  open = other;
}
