import { readFileSync } from 'node:fs';

import { linesOf, parseColumn } from '../rows/column.ts';
import type { Row } from '../rows/row.ts';
import { laidOver, type RowState } from '../rows/row-state.ts';
import type { StepFolder } from './store.ts';

/** The rows of a shard as they stand after some steps. */
export function shardStates(
  rows: StepFolder,
  shard: string,
  steps: readonly { readonly name: string; readonly folder: StepFolder }[],
): RowState[] {
  const first = linesOf(readFileSync(rows.rows(shard), 'utf8')).map((line) => JSON.parse(line) as Row);
  return laidOver(
    first,
    steps.map(({ name, folder }) => ({ step: name, column: parseColumn(readFileSync(folder.column(shard), 'utf8')) })),
  );
}
