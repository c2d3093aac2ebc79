// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * report.json of results/<evalId>/: two models held to the same items, and what a gate says of it. `key` is the hash of everything that it was made of; the SHA-256 of this file's bytes is what audit rows and tags name.
 */
export interface EvaluationReport {
  v: 1;
  id: string;
  /**
   * Of all inputs: the same key gives the same figures.
   */
  key: string;
  createdAt: string;
  candidate: EvaluatedSubject;
  baseline: EvaluatedSubject;
  engine: EvaluatedEngine;
  sampling: {
    temperature: 0;
    seed: number;
    maxNewTokens: number;
  };
  sets: EvaluatedSet[];
  heldOut: null | HeldOut;
  gate: EvaluationGate;
  gateSha256: string;
  verdict: 'better' | 'not better' | 'inconclusive';
  because: string[];
  measures: ComparedMeasure[];
  slices: MeasureSlice[];
  corpus: CorpusFigure[];
  contamination: ContaminationCheck;
  judge: null | JudgeFigures;
  lmEval: null | LmEvalFigure[];
  /**
   * What this evaluation itself took; answers that were kept cost nothing.
   */
  timings: {
    seconds: number;
    answers: number;
    tokens: number;
  };
}
/**
 * One of the two that are compared. Where its files lie is this machine's and does not stand here.
 */
export interface EvaluatedSubject {
  kind: 'base' | 'adapter';
  /**
   * What serve calls it: `<configuration>@<first 8 of sha256>`, or the base model's id.
   */
  name: string;
  runId: string | null;
  /**
   * Of the adapter's weights; null: the base model alone.
   */
  sha256: string | null;
  baseId: string;
  baseSha256: string | null;
  datasetId: string | null;
  datasetSha256: string | null;
  chatTemplateSha256: string | null;
  mlflowRunId: string | null;
}
export interface EvaluatedEngine {
  kind: 'llama.cpp' | 'vllm' | 'openai';
  version: string | null;
  /**
   * As `gguf`.
   */
  baseFormat: string | null;
}
export interface EvaluatedSet {
  name: string;
  sha256: string;
  /**
   * That were used.
   */
  items: number;
  language: 'ko' | 'en' | 'mixed' | 'other';
}
/**
 * Rows of the candidate's dataset that it was not trained on.
 */
export interface HeldOut {
  datasetId: string;
  rows: number;
  sha256: string;
}
/**
 * What a candidate has to show before it may be promoted, as a person writes it in YAML: one measure that has to win, others that must not lose more than a margin, and how many items it takes to say so.
 */
export interface EvaluationGate {
  name: string;
  description: string;
  primary: {
    measure: string;
    /**
     * The smallest gain that matters, in the measure's unit: where the interval lies below it, the candidate is not better, however many items there are.
     */
    worth: number;
  };
  guardrails: {
    measure: string;
    /**
     * How much may be lost, in the measure's unit.
     */
    margin: number;
  }[];
  /**
   * Of every measure that decides; prompts where several answers belong to one.
   */
  minimum_items: number;
  /**
   * Of the intervals; two-sided.
   */
  level: number;
  resamples: number;
  seed: number;
}
export interface ComparedMeasure {
  measure: string;
  title: string;
  /**
   * Of the means and of their difference; empty: a share of 1.
   */
  unit: string;
  higherIsBetter: boolean;
  role: 'primary' | 'guardrail' | 'shown';
  /**
   * Of which both have a number.
   */
  items: number;
  /**
   * Prompts, where several numbers belong to one.
   */
  clusters: number;
  /**
   * The mean; null: there was no item.
   */
  candidate: number | null;
  baseline: number | null;
  /**
   * Candidate minus baseline, turned so that more is better.
   */
  difference: number | null;
  /**
   * End of the interval of `difference`.
   */
  low: number | null;
  high: number | null;
  /**
   * One-sided, after Holm's correction; null where the measure does not decide.
   */
  adjustedP: number | null;
  outcome: 'shown' | 'refuted' | 'open' | null;
  because: string | null;
}
/**
 * A measure over some of the items. Not corrected for looking at many: it says where to look, and decides nothing.
 */
export interface MeasureSlice {
  measure: string;
  by: 'language' | 'length' | 'set';
  value: string;
  items: number;
  candidate: number;
  baseline: number;
  difference: number;
  low: number;
  high: number;
}
/**
 * What is defined over all answers of a set together and has no number for each item, as BLEU and the median time to the first token.
 */
export interface CorpusFigure {
  measure: string;
  title: string;
  value: string;
  items: number;
  candidate: number;
  baseline: number;
}
export interface ContaminationCheck {
  checked: boolean;
  datasetId: string | null;
  /**
   * Of training.
   */
  rows: number;
  overlaps: ItemOverlap[];
  /**
   * Why it was not checked.
   */
  note: string | null;
}
export interface ItemOverlap {
  set: string;
  item: string;
  kind: 'n-gram' | 'near-duplicate';
  /**
   * Of the item that a training row has too, or how alike the two are.
   */
  share: number;
  /**
   * What they share.
   */
  excerpt: string;
}
export interface JudgeFigures {
  model: string;
  promptId: string;
  /**
   * That have a verdict in both orders.
   */
  pairs: number;
  /**
   * Pairs without one: malformed, failed, beyond the budget.
   */
  unjudged: number;
  wins: number;
  ties: number;
  losses: number;
  /**
   * Pairs whose verdict changed with the order; they count as ties.
   */
  flips: number;
  flipRate: number;
  /**
   * Wins and half of the ties, of all pairs.
   */
  winRate: number | null;
  low: number | null;
  high: number | null;
  /**
   * The win rate were both as long.
   */
  lengthControlled: number | null;
  tokens: number;
  costUsd: number | null;
}
export interface LmEvalFigure {
  task: string;
  metric: string;
  higherIsBetter: boolean;
  items: number;
  candidate: number;
  baseline: number;
  difference: number;
  low: number;
  high: number;
}
