import { readFileSync } from 'node:fs';

import type { ComparedMeasure, EvaluatedItem, EvaluationReport, SubjectAnswer } from '@naru/contracts';

const fixture = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../../../libs/contracts/fixtures/good/${name}.json`, import.meta.url), 'utf8'),
  );

/** A report with a judge and lm-eval's figures, as the contract's own example has it. */
export const aReport = (changes: Partial<EvaluationReport> = {}): EvaluationReport => ({
  ...(fixture('evaluation-report.judged') as EvaluationReport),
  ...changes,
});

export const aMeasure = (changes: Partial<ComparedMeasure> = {}): ComparedMeasure => ({
  measure: 'chrf',
  title: 'chrF++ of answers',
  unit: '',
  higherIsBetter: true,
  role: 'primary',
  items: 80,
  clusters: 80,
  candidate: 0.31,
  baseline: 0.27,
  difference: 0.04,
  low: 0.01,
  high: 0.07,
  adjustedP: 0.004,
  outcome: 'shown',
  because: 'a gain',
  ...changes,
});

const answered = (answer: string): SubjectAnswer => ({
  answer,
  finishReason: 'stop',
  ms: 812.5,
  ttftMs: 80.1,
  tokens: 24,
  likelihood: null,
  choices: null,
});

/** An item with the answers of the candidate and the baseline, and what a measure says of each. */
export function anItem(
  id: string,
  [candidate, baseline]: readonly [string, string],
  scores: Record<string, [number, number]>,
  changes: Partial<EvaluatedItem> = {},
): EvaluatedItem {
  return {
    ...(fixture('evaluated-item.question') as EvaluatedItem),
    ...{ id, candidate: answered(candidate), baseline: answered(baseline), scores },
    ...changes,
  };
}
