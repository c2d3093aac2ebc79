export interface SplitParameters {
  /** Share of the rows for validation, and for the test; the rest trains. */
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];
