import type { TrainJob } from '@naru/contracts';

import type { Ending } from './ending.ts';
import type { RunFacts } from './run-facts.ts';

/** The run in a few lines of Markdown, which MLflow shows as its description. */
export function summaryOf(job: TrainJob, { terminal }: RunFacts, ending: Ending): string {
  const what = `${job.config.method} of \`${job.base.id}\` on \`${job.data.id}\``;
  if (ending.status !== 'FINISHED' || terminal?.type !== 'run.finished') {
    return `${what}\n\n${ending.code ?? ''}: ${ending.message ?? ''}`;
  }
  const losses = Object.keys(terminal.lossAfter).map(
    (key) => `| ${key} | ${shown(terminal.lossBefore[key])} | ${shown(terminal.lossAfter[key])} |`,
  );
  const table = losses.length === 0 ? [] : ['| held-out | before | after |', '|---|---|---|', ...losses, ''];
  const effort = `${terminal.steps} steps, ${terminal.trainedTokens} tokens, ${Math.round(terminal.seconds)} s.`;
  return [what, '', ...table, effort, `Run \`${job.runId}\`, adapter \`${terminal.adapter.sha256}\`.`].join('\n');
}

function shown(value: number | string | undefined): string {
  return typeof value === 'number' ? value.toFixed(4) : (value ?? '-');
}
