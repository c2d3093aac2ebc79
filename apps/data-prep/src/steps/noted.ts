import type { RowState } from '../rows/row-state.ts';
import { SPLITS, type SplitName } from './split/parameters.ts';

/** The side that the split gave a row; rows that no step split train. */
export function splitOf({ notes }: RowState): SplitName {
  const found = notes['split']?.['split'];
  return SPLITS.find((name) => name === found) ?? 'train';
}

/** The language as the source names it, else as the language step found it. */
export function languageOf({ row, notes }: RowState): string | undefined {
  const found = notes['language']?.['language'];
  return row.language ?? (typeof found === 'string' ? found : undefined);
}
