import type { Row } from '../rows/row.ts';

export type ReadResult = ReadRow | ReadRefusal | ReadSkip;

export interface ReadRow {
  readonly row: Row;
  /** What was decided on the way from the source's form to the row. */
  readonly notes?: readonly ReadNote[];
}

/** A record that is no row on purpose. */
export interface ReadSkip {
  readonly skipped: ReadNote;
}

export type ReadNote =
  | 'withdrawn'
  | 'in-later-export'
  | 'nothing-to-learn'
  | 'chosen-taken'
  | 'tools-left-out'
  | 'trailing-user-dropped'
  | 'leading-assistant-dropped'
  | 'same-role-joined'
  | 'empty-turn-dropped';

export interface ReadRefusal {
  readonly refused: RefusedRecord;
}

export interface RefusedRecord {
  /** For people: `export.csv:12`. */
  readonly at: string;
  /** Relative to the source's place. */
  readonly file: string;
  /** From 1; of Parquet the row. Not given where the file as a whole is meant. */
  readonly line?: number;
  /** Path inside the row, such as `messages[2].role`. */
  readonly field?: string;
  readonly reason: string;
  /** The file was not read, or not to its end. */
  readonly lost?: true;
}

/** Why a record is no row. */
export class Fault {
  readonly field: string | undefined;
  readonly reason: string;

  constructor(field: string | undefined, reason: string) {
    this.field = field;
    this.reason = reason;
  }
}

/** One record of a file before it is known what it holds; `value` is a Fault where it could not be read at all. */
export interface RawRecord {
  readonly line: number;
  readonly value: unknown;
}

/** Why a file cannot be read, or not any further: ends its reading, not the source's. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly line: number | undefined;

  constructor(reason: string, options?: { readonly line?: number; readonly cause?: unknown }) {
    super(reason, options);
    this.line = options?.line;
  }
}

/** A name from outside, fit to be shown: short and without control characters. */
export function shown(text: string, characters = 40): string {
  const plain = text
    .toWellFormed()
    .replace(
      /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
      (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    );
  return plain.length <= characters ? plain : `${plain.slice(0, characters)}…`;
}
