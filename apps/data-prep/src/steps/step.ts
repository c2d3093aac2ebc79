import type { Row } from '../rows/row.ts';

/** What a step decides of one row. */
export interface Decision {
  /** Why the row is left out: a short, fixed word such as `too-short`, the same for all rows of one cause. */
  readonly drop?: string;
  /** The whole row as it is from now on, only where it changed. */
  readonly row?: Row;
  /** What the step found, for later steps and the report; small, and JSON. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/**
 * A step that looks at one row at a time. Pure: the same row and parameters give the same decision, on any machine and
 * in any order, so that its results can be kept by hash.
 */
export interface RowStep<Parameters> {
  readonly name: string;
  /** Raised with every change of what it decides; part of its cache key. */
  readonly version: number;
  /** Parameters are checked before; called once a worker. */
  prepare(parameters: Parameters): (row: Row) => Decision;
}
