import type { EvaluatedItem, EvaluationReport } from '@naru/contracts';

import { compare } from '../compare/compare.ts';
import { corpusFigures } from '../compare/corpus.ts';
import { scoredItem } from '../compare/scored-item.ts';
import { slicesOf } from '../compare/slices.ts';
import type { Gathered } from '../gather.ts';
import { MEASURES } from '../measures/index.ts';
import { sha256Of, type Inputs } from './inputs.ts';

export interface ReportParts {
  readonly id: string;
  readonly key: string;
  readonly inputs: Inputs;
  readonly contamination: EvaluationReport['contamination'];
  readonly made: Gathered;
  readonly judge?: EvaluationReport['judge'];
  readonly lmEval?: EvaluationReport['lmEval'];
  readonly seconds: number;
  readonly now?: Date;
}

export interface MadeReport {
  readonly report: EvaluationReport;
  readonly items: EvaluatedItem[];
}

/** The report of what was gathered. Pure but for the time: the same inputs give the same figures. */
export function makeReport({
  id,
  key,
  inputs,
  contamination,
  made,
  judge = null,
  lmEval = null,
  seconds,
  now = new Date(),
}: ReportParts): MadeReport {
  const { candidate, baseline, sets, heldOut, gate, sampling, session } = inputs;
  const scored = made.asked.map((asked) => scoredItem(asked, MEASURES));
  const comparison = compare(gate, MEASURES, scored);
  const spoiled = contaminated(contamination);
  return {
    items: scored.map(({ evaluated }) => evaluated),
    report: {
      ...{ v: 1, id, key, createdAt: now.toISOString() },
      ...{ candidate: candidate.about, baseline: baseline.about, engine: session.about, sampling: { ...sampling } },
      sets: sets.map(({ name, sha256, items, language }) => ({ name, sha256, items: items.length, language })),
      heldOut: heldOut ? { datasetId: heldOut.datasetId, rows: heldOut.rows.length, sha256: heldOut.sha256 } : null,
      ...{ gate, gateSha256: sha256Of(gate) },
      verdict: spoiled.length > 0 ? 'not better' : comparison.verdict,
      because: [...spoiled, ...comparison.because],
      measures: comparison.measures,
      slices: slicesOf(gate, MEASURES, scored),
      corpus: corpusFigures(scored),
      ...{ contamination, judge, lmEval },
      timings: { seconds: Math.round(seconds * 10) / 10, answers: made.answers, tokens: made.tokens },
    },
  };
}

const NAMED = 3;

/** A candidate that has seen what it is measured by shows nothing by its figures. */
function contaminated({ overlaps, datasetId }: EvaluationReport['contamination']): string[] {
  if (overlaps.length === 0) return [];
  const first = overlaps.slice(0, NAMED).map(({ set, item }) => `${set}/${item}`);
  const more = overlaps.length > NAMED ? ' and others' : '';
  return [
    `contaminated: ${overlaps.length} of the items that it is measured by stand in the rows of ${datasetId ?? 'its data'} that it learned from (${first.join(', ')}${more})`,
  ];
}
