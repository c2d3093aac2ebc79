import type { ComparedMeasure, EvaluationGate } from '@naru/contracts';
import { pairedBootstrap } from '@naru/statistics';

import { judge, type Decided, type Verdict } from '../gate/verdict.ts';
import type { Measure } from '../measures/measure.ts';
import { pairsOf, type Pairs } from './pairs.ts';
import type { ScoredItem } from './scored-item.ts';

export interface Comparison {
  readonly verdict: Verdict;
  readonly because: string[];
  readonly measures: ComparedMeasure[];
}

/** Every measure over all items, and what the gate says of those that it names. */
export function compare(gate: EvaluationGate, measures: readonly Measure[], items: readonly ScoredItem[]): Comparison {
  const all = measures.map((measure) => ({ measure, pairs: pairsOf(measure, items) }));
  const judged = judge(
    gate,
    all.map(({ measure, pairs }) => ({ measure: measure.name, ...pairs })),
  );
  const decided = new Map(judged.measures.map((one) => [one.measure, one]));
  return {
    verdict: judged.verdict,
    because: [...judged.because],
    measures: all.map(({ measure, pairs }) => compared(measure, pairs, { gate, decided: decided.get(measure.name) })),
  };
}

interface How {
  readonly gate: EvaluationGate;
  readonly decided: Decided | undefined;
}

function compared(measure: Measure, pairs: Pairs, { gate, decided }: How): ComparedMeasure {
  const { name, title, unit, higherIsBetter } = measure;
  const { candidate, baseline, differences } = pairs;
  const { estimate, low, high } = decided ?? shownOnly(gate, pairs);
  const isNone = differences.length === 0;
  return {
    ...{ measure: name, title, unit, higherIsBetter, role: decided?.role ?? 'shown' },
    ...{ items: differences.length, clusters: new Set(pairs.clusters).size, candidate, baseline },
    ...(isNone ? { difference: null, low: null, high: null } : { difference: estimate, low, high }),
    adjustedP: decided === undefined || isNone ? null : decided.adjustedP,
    outcome: decided?.outcome ?? null,
    because: decided?.because ?? null,
  };
}

/** What decides nothing is not corrected for. */
function shownOnly({ level, resamples, seed }: EvaluationGate, { differences, clusters }: Pairs) {
  if (differences.length === 0) return { estimate: 0, low: 0, high: 0 };
  return pairedBootstrap(differences, { level, resamples, seed, clusters });
}
