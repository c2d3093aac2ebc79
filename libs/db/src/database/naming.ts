import { DefaultNamingStrategy, type Table, type View } from 'typeorm';

const nameOf = (table: Table | View | string): string =>
  (typeof table === 'string' ? table : table.name).split('.').at(-1) ?? '';
const snake = (text: string): string => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const joined = (kind: string, table: Table | View | string, columns: readonly string[]): string =>
  [kind, nameOf(table), ...columns].join('_');

/** Columns in snake_case; names of keys and indices that a person can read and a migration can write down. */
export class NaruNamingStrategy extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return [...prefixes, custom ?? snake(property)].join('_');
  }

  override primaryKeyName(table: Table | string): string {
    return joined('pk', table, []);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return joined('uq', table, columns);
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return joined('fk', table, columns);
  }

  override indexName(table: Table | View | string, columns: string[]): string {
    return joined('ix', table, columns);
  }
}
