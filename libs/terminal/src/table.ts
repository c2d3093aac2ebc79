import { padded, widthOf } from './width.ts';

export type Cell = string;

/** Rows with their columns aligned: the first, and the others that `left` names, to the left, figures to the right. */
export function tableLines(rows: readonly (readonly Cell[])[], indent = '', left: readonly number[] = [0]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))));
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      padded(cell, widths[column] ?? 0, left.includes(column) ? 'left' : 'right'),
    );
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}
