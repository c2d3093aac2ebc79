import type { EvaluationItem } from '@naru/contracts';

/** Items that a model is held to. */
export interface EvaluationSet {
  /** As its file is called: `questions.ko`. */
  readonly name: string;
  /** Of the items that are used, as they stand in the file. */
  readonly sha256: string;
  readonly language: 'ko' | 'en' | 'mixed';
  readonly items: readonly EvaluationItem[];
  /** Published rows that tell nothing, such as those with an option twice. */
  readonly leftOut?: number;
}
