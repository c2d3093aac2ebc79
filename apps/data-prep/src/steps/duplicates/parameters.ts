import { duplicateSettings, type DuplicateSettings } from '@naru/near-duplicates';

export interface DuplicatesParameters {
  /** Jaccard similarity of shingles from which two rows count as the same. */
  readonly threshold: number;
  readonly permutations: number;
  readonly seed: number;
}

export const settingsOf = ({ threshold, permutations, seed }: DuplicatesParameters): DuplicateSettings =>
  duplicateSettings({ threshold, permutations, seed });
