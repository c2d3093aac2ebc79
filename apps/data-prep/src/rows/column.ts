import type { Decision } from '../steps/step.ts';

/** What a step decided of the row at `index` of a shard; rows that it left as they are have no entry. */
export interface Entry extends Decision {
  readonly index: number;
}

/** A step's entries for one shard, by row. */
export type Column = ReadonlyMap<number, Entry>;

/** The text of a column's file: JSON lines, in the order of the rows. */
export function columnText(entries: readonly Entry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

export function parseColumn(text: string): Column {
  const column = new Map<number, Entry>();
  for (const line of linesOf(text)) {
    const entry = JSON.parse(line) as Entry;
    column.set(entry.index, entry);
  }
  return column;
}

/** Lines that end with `\n`; no others are separators, since JSON may hold U+2028. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  lines.pop();
  return lines;
}
