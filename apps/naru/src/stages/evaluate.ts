import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError, checkEvaluationReport, type EvaluationReport, type LoopPolicy } from '@naru/contracts';

import { runStage, type StageContext } from './run-stage.ts';

export type Evaluation = LoopPolicy['evaluation'];

/** Where evaluations lie. */
export const resultsOf = (root: string): string => join(root, 'results');

/** `evaluate:run`; an evaluation of the same inputs is taken. @returns its report */
export async function evaluate(
  candidate: string,
  { gate, baseline, sets, limit_items: items, limit_rows: rows, max_new_tokens: tokens }: Evaluation,
  context: StageContext,
): Promise<EvaluationReport> {
  const before = await reportsIn(context.root);
  const caps = { sets, 'limit-items': items, 'limit-rows': rows, 'max-new-tokens': tokens };
  const given = Object.entries(caps).flatMap(([name, value]) => (value === null ? [] : [`--${name}=${value}`]));
  const args = ['run', `--candidate=${candidate}`, `--baseline=${baseline}`, `--gate=${gate}`, ...given];
  await runStage({ app: 'evaluate', args }, context);
  const known = new Set(before.map(({ id }) => id));
  const reports = (await reportsIn(context.root)).filter((report) => report.candidate.name === candidate);
  const isOfGate = (report: EvaluationReport): boolean => /[./]/.test(gate) || report.gate.name === gate;
  // One that was taken is older; which of several it was, its gate tells.
  const report = reports.findLast(({ id }) => !known.has(id)) ?? reports.findLast(isOfGate);
  if (report !== undefined) return report;
  throw new AppError('internal', `evaluate run left no report of ${candidate} in ${resultsOf(context.root)}.`);
}

/** All reports that are whole, the oldest first. */
export async function reportsIn(root: string): Promise<EvaluationReport[]> {
  const names = await readdir(resultsOf(root)).catch((): string[] => []);
  const read = await Promise.all(names.sort().map((name) => reportIn(join(resultsOf(root), name, 'report.json'))));
  return read.filter((report) => report !== undefined);
}

async function reportIn(path: string): Promise<EvaluationReport | undefined> {
  try {
    const checked = checkEvaluationReport(JSON.parse(await readFile(path, 'utf8')));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}
