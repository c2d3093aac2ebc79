import type { EvaluationItem, ItemLikelihood } from '@naru/contracts';

import type { Answer } from '../answers/answer-log.ts';

/** What one of the two made of an item, as far as it was asked. */
export interface Made {
  readonly answer?: Answer;
  readonly likelihood?: ItemLikelihood;
  readonly choices?: readonly ItemLikelihood[];
  /** What the judge made of the answer beside the other's: 1 won, 0.5 a tie, 0 lost. */
  readonly judged?: number;
}

/** A row of the candidate's dataset that it was not trained on. */
export interface HeldOutItem {
  readonly kind: 'held-out';
  readonly id: string;
  /** The last turn before the answer. */
  readonly prompt: string;
}

export type MeasuredItem = EvaluationItem | HeldOutItem;

/** A number about what a model made of one item. Pure: the same item and answer give the same number. */
export interface Measure {
  /** As gates name it. */
  readonly name: string;
  readonly title: string;
  /** Empty: a share of 1. */
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Undefined: it says nothing of such an item. Several numbers: of one prompt, none of them alone independent. */
  of(item: MeasuredItem, made: Made): number | readonly number[] | undefined;
}

/** A share of 1 that tells whether something is so. */
export const asShare = (isSo: boolean): number => (isSo ? 1 : 0);
