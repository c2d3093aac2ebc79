import type { Reach } from '../trace/reach.ts';

/** What is left to do by hand: files that exist are not changed, and models cannot forget. */
export function whatToDo({ exports, datasets, runs, reports, inProduction }: Reach): string[] {
  const lines = ['From now on no build and no export holds it. The next versions: npx nx run naru:loop'];
  const folders = [...exports.map((id) => `data/feedback/${id}`), ...datasets.map(({ id }) => `data/datasets/${id}`)];
  if (folders.length > 0) lines.push(`Delete what holds its rows: rm -r ${folders.join(' ')}`);
  lines.push('Delete what builds keep of it: npx nx run data-prep:clean --days=0');
  if (inProduction !== null) {
    lines.push(
      `${inProduction} learned from it and is in production: promote its successor, or go back: npx nx run evaluate:rollback`,
    );
  }
  if (runs.length > 0) {
    lines.push(
      `What a model has learned it cannot forget: train again, then delete ${runs.map(({ runId }) => `models/fine-tuned/${runId}`).join(' ')}`,
    );
  }
  if (reports.length > 0)
    lines.push(`Evaluations keep rows and answers: ${reports.map(({ id }) => `results/${id}`).join(' ')}`);
  return lines;
}
