import { join } from 'node:path';

import type { EvaluatedItem, EvaluationReport } from '@naru/contracts';
import { folderBeside, settleFolder, writeFileAtomically } from '@naru/files';

import { renderReport } from './index.ts';
import { readReport, type KeptReport } from './kept-reports.ts';

/** Writes `results/<evalId>`: report.json, report.html and items.jsonl; the folder is there whole, or not at all. */
export async function writeResults(
  results: string,
  report: EvaluationReport,
  items: readonly EvaluatedItem[],
): Promise<KeptReport> {
  const beside = await folderBeside(results);
  await writeFileAtomically(join(beside, 'items.jsonl'), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  await writeFileAtomically(join(beside, 'report.html'), renderReport(report, items));
  await writeFileAtomically(join(beside, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const { path } = await settleFolder(beside, report.id);
  const kept = readReport(path);
  if (kept === undefined) throw new Error(`${path} holds no report that fits its schema`);
  return kept;
}
