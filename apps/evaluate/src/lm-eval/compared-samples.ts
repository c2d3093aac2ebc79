import { AppError, type EvaluatedItem, type LmEvalFigure, type SubjectAnswer } from '@naru/contracts';
import { languageOf } from '@naru/language';
import { pairedBootstrap } from '@naru/statistics';

import type { Sample, TaskSamples } from './samples.ts';

export interface ComparedSamples {
  readonly figures: LmEvalFigure[];
  /** Each item with the numbers of both, as an evaluation's own items have them. */
  readonly items: EvaluatedItem[];
}

/** How the intervals are drawn. */
export interface Drawn {
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
}

const DRAWN: Drawn = { level: 0.95, resamples: 10_000, seed: 1 };

/**
 * What lm-eval's samples say of two subjects: of every metric with a number for each item, the paired difference with its
 * interval. Metrics that have a number only over all items (BLEU, a correlation) are left out.
 *
 * @throws AppError `data.invalid` where the two were not asked the same
 */
export function comparedSamples(
  candidate: readonly TaskSamples[],
  baseline: readonly TaskSamples[],
  drawn: Drawn = DRAWN,
): ComparedSamples {
  const compared = candidate.map((own) => {
    const other = baseline.find(({ task }) => task === own.task);
    if (other === undefined) throw differs(own.task, 'only one of the two was asked it');
    return comparedTask(own, other, drawn);
  });
  return { figures: compared.flatMap(({ figures }) => figures), items: compared.flatMap(({ items }) => items) };
}

function comparedTask(own: TaskSamples, other: TaskSamples, drawn: Drawn): ComparedSamples {
  const others = new Map(other.samples.map((sample) => [sample.id, sample]));
  const pairs = own.samples.map((sample) => {
    const beside = others.get(sample.id);
    if (beside?.docHash === sample.docHash) return [sample, beside] as const;
    throw differs(own.task, `item ${sample.id} is not the same`);
  });
  if (others.size !== pairs.length) throw differs(own.task, `${pairs.length} and ${others.size} items were asked`);
  const metrics = [...new Set(own.samples.flatMap(({ values }) => Object.keys(values)))];
  const { task, higherIsBetter } = own;
  return {
    figures: metrics.map((metric) => {
      const isUp = higherIsBetter[metric.split(',')[0] ?? metric] ?? true;
      return { task, metric, higherIsBetter: isUp, ...figureOf(pairs.flatMap(valuesOf(metric)), isUp, drawn) };
    }),
    items: pairs.map(([sample, beside]) => itemOf(task, metrics, sample, beside)),
  };
}

type Values = readonly [candidate: number, baseline: number];

const valuesOf =
  (metric: string) =>
  ([own, other]: readonly [Sample, Sample]): Values[] => {
    const [value, beside] = [own.values[metric], other.values[metric]];
    return value === undefined || beside === undefined ? [] : [[value, beside]];
  };

function figureOf(values: readonly Values[], isUp: boolean, drawn: Drawn) {
  const mean = (which: 0 | 1): number => values.reduce((sum, pair) => sum + pair[which], 0) / values.length;
  const differences = values.map(([own, other]) => (isUp ? own - other : other - own));
  const { estimate, low, high } = pairedBootstrap(differences, drawn);
  return { items: values.length, candidate: mean(0), baseline: mean(1), difference: estimate, low, high };
}

function itemOf(task: string, metrics: readonly string[], own: Sample, other: Sample): EvaluatedItem {
  const scores = metrics.flatMap((metric) =>
    valuesOf(metric)([own, other]).map((pair): [string, [number, number]] => [metric, [...pair]]),
  );
  return {
    ...{ id: String(own.id), set: `lm-eval.${task}`, kind: own.answer === null ? 'choice' : 'question' },
    ...{ language: languageOf(own.prompt).language, prompt: own.prompt, references: [own.target] },
    ...{ candidate: answerOf(own), baseline: answerOf(other) },
    scores: Object.fromEntries(scores),
  };
}

const answerOf = ({ answer }: Sample): SubjectAnswer => ({
  ...{ answer, finishReason: null, ms: null, ttftMs: null, tokens: null, likelihood: null, choices: null },
});

const differs = (task: string, why: string): AppError =>
  new AppError('data.invalid', `The samples of ${task} cannot be compared: ${why}.`, {
    hint: 'Both have to be asked the same task with the same data and the same limit.',
  });
