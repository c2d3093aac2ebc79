import type { EvaluatedItem, SubjectAnswer } from '@naru/contracts';
import { languageOf } from '@naru/language';

import type { Likelihood } from '../likelihoods/likelihood.ts';
import type { Answer } from '../answers/answer-log.ts';
import type { Made, Measure, MeasuredItem } from '../measures/measure.ts';

/** What the two made of one item. */
export interface Asked {
  readonly set: string;
  readonly item: MeasuredItem;
  readonly candidate: Made;
  readonly baseline: Made;
}

/** An item with its numbers: several a measure where the item has several. */
export interface ScoredItem {
  readonly evaluated: EvaluatedItem;
  readonly numbers: ReadonlyMap<string, Pair>;
}

export interface Pair {
  readonly candidate: readonly number[];
  readonly baseline: readonly number[];
}

/** What of an answer and a likelihood a measure is told. */
export function madeOf(answer: Answer | undefined, likelihood: Likelihood | undefined): Made {
  return {
    ...(answer && { answer }),
    ...(likelihood?.kind === 'conversation' && { likelihood: likelihood.likelihood }),
    ...(likelihood?.kind === 'choices' && { choices: likelihood.choices }),
  };
}

/** The numbers of every measure that says something of both answers. */
export function scoredItem(asked: Asked, measures: readonly Measure[]): ScoredItem {
  const numbers = new Map<string, Pair>();
  for (const measure of measures) {
    const candidate = listed(measure.of(asked.item, asked.candidate));
    const baseline = listed(measure.of(asked.item, asked.baseline));
    if (candidate.length > 0 && candidate.length === baseline.length)
      numbers.set(measure.name, { candidate, baseline });
  }
  const { item, set } = asked;
  return {
    numbers,
    evaluated: {
      ...{ id: item.id, set, kind: item.kind, prompt: item.prompt },
      language: item.kind === 'held-out' ? languageOf(item.prompt).language : item.language,
      references: item.kind === 'question' ? item.references : [],
      candidate: answerOf(asked.candidate),
      baseline: answerOf(asked.baseline),
      scores: Object.fromEntries(
        [...numbers].map(([name, pair]) => [name, [mean(pair.candidate), mean(pair.baseline)]]),
      ),
    },
  };
}

const listed = (number: ReturnType<Measure['of']>): readonly number[] =>
  number === undefined ? [] : typeof number === 'number' ? [number] : number;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function answerOf({ answer, likelihood, choices }: Made): SubjectAnswer {
  return {
    answer: answer?.text ?? null,
    finishReason: answer?.finishReason ?? null,
    ms: answer?.ms ?? null,
    ttftMs: answer?.ttftMs ?? null,
    tokens: answer?.tokens ?? null,
    likelihood: likelihood ?? null,
    choices: choices === undefined ? null : [...choices],
  };
}
