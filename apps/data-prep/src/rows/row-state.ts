import type { Column } from './column.ts';
import type { Row } from './row.ts';

/** What the steps before found, by the step's name. */
export type Notes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A row as it stands before a step. */
export interface RowState {
  /** Its place in the shard. */
  readonly index: number;
  readonly row: Row;
  readonly notes: Notes;
}

/** A step's name with its column. */
export interface NamedColumn {
  readonly step: string;
  readonly column: Column;
}

/** The rows of a shard with columns laid over them, oldest first; rows that one of them dropped are gone. */
export function laidOver(rows: readonly Row[], columns: readonly NamedColumn[]): RowState[] {
  const states: RowState[] = [];
  for (const [index, row] of rows.entries()) {
    const state = stateOf(index, row, columns);
    if (state !== undefined) states.push(state);
  }
  return states;
}

function stateOf(index: number, first: Row, columns: readonly NamedColumn[]): RowState | undefined {
  let row = first;
  const notes: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const { step, column } of columns) {
    const entry = column.get(index);
    if (entry === undefined) continue;
    if (entry.drop !== undefined) return undefined;
    row = entry.row ?? row;
    if (entry.notes !== undefined) notes[step] = entry.notes;
  }
  return { index, row, notes };
}
