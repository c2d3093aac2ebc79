// Owns how a reach reads on a terminal.
import { whole } from '@naru/terminal';

import type { Reach } from './reach.ts';

/** What holds it, one thing a line. */
export function reachLines({ exports, datasets, runs, reports, inProduction, answers }: Reach): string[] {
  return [
    ...exports.map((id) => `  export    data/feedback/${id}`),
    ...datasets.map(({ id, sources }) => `  dataset   data/datasets/${id} (${sources.join(', ')})`),
    ...runs.map(
      ({ runId, adapter, datasetId }) =>
        `  adapter   ${adapter ?? 'not finished'}, models/fine-tuned/${runId}, on ${datasetId}`,
    ),
    ...reports.map(({ id, adapter, verdict }) => `  report    results/${id}: ${adapter} is ${verdict}`),
    ...(inProduction === null ? [] : [`  serving   ${inProduction} is in production`]),
    ...(answers.count === 0
      ? []
      : [`  answers   ${whole(answers.count)}, the newest ${answers.newest.slice(0, 3).join(', ')}`]),
  ];
}
