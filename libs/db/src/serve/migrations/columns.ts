// The words that the hand-written migrations are made of. What they give never changes: migrations that ran rely on it.
import type { TableColumnOptions, TableForeignKeyOptions, TableIndexOptions, TableUniqueOptions } from 'typeorm';

const ID_LENGTH = '36';

export const primary = (table: string, column: TableColumnOptions): TableColumnOptions => ({
  ...column,
  isPrimary: true,
  primaryKeyConstraintName: `pk_${table}`,
});
export const ref = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: ID_LENGTH });
export const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
export const big = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
export const integer = (name: string): TableColumnOptions => ({ name, type: 'integer' });
export const real = (name: string): TableColumnOptions => ({ name, type: 'double precision' });
export const flag = (name: string): TableColumnOptions => ({ name, type: 'boolean' });
export const optional = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });
export const fromZero = (column: TableColumnOptions): TableColumnOptions => ({ ...column, default: '0' });

export const unique = (table: string, ...columnNames: string[]): TableUniqueOptions => ({
  name: ['uq', table, ...columnNames].join('_'),
  columnNames,
});

export const index = (table: string, ...columnNames: string[]): TableIndexOptions => ({
  name: ['ix', table, ...columnNames].join('_'),
  columnNames,
});

interface Reference {
  readonly from: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns?: readonly string[];
  readonly onDelete: 'CASCADE' | 'SET NULL';
}

export const foreign = ({ from, columns, to, toColumns = ['id'], onDelete }: Reference): TableForeignKeyOptions => ({
  name: ['fk', from, ...columns].join('_'),
  columnNames: [...columns],
  referencedTableName: to,
  referencedColumnNames: [...toColumns],
  onDelete,
});
