// Columns that read and write the same on SQLite and PostgreSQL.
import { Column, PrimaryColumn, type ColumnOptions, type ValueTransformer } from 'typeorm';

import { storedEmail, storedText } from './text.ts';

const ID_LENGTH = 36;

const byText = (change: (text: string) => string): ValueTransformer => ({
  to: (value: unknown) => (typeof value === 'string' ? change(value) : value),
  from: (value: unknown) => value,
});

const wholeNumber: ValueTransformer = {
  to: (value: unknown) => value,
  // pg gives a bigint as text; all of ours are below 2^53.
  from: (value: unknown) => (typeof value === 'string' ? Number(value) : value),
};

/** The primary key: a UUIDv7 of `newId`. */
export const IdColumn = (): PropertyDecorator => PrimaryColumn('varchar', { length: ID_LENGTH });

/** A column that holds another row's id. */
export const RefColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column('varchar', { length: ID_LENGTH, ...options });

/** People's text: NFC. */
export const TextColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column('text', { transformer: byText(storedText), ...options });

/** Our own words, hashes and names: kept as they are. */
export const WordColumn = (options: ColumnOptions = {}): PropertyDecorator => Column('text', options);

/** NFC and lower-case, when looked up too. */
export const EmailColumn = (): PropertyDecorator => Column('text', { transformer: byText(storedEmail) });

/** Milliseconds since 1970, UTC. */
export const TimeColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column('bigint', { transformer: wholeNumber, ...options });

/** A count that may pass 2^31. */
export const CountColumn = TimeColumn;

/** JSON as text: kept, not queried. */
export const JsonColumn = (options: ColumnOptions = {}): PropertyDecorator => Column('simple-json', options);
