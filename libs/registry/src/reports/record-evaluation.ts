import { EvaluationRow, type Database } from '@naru/db';

import type { ReportFile } from '../registry.ts';
import { parseReport } from './parse-report.ts';

/**
 * Remembers the hash of a report that was just written: one that is edited later does not promote. Asked for twice, it
 * is done once.
 *
 * @throws Error where the file is no whole report
 */
export async function recordEvaluation(database: Database, file: ReportFile): Promise<void> {
  const parsed = parseReport(file);
  if (!parsed.ok) throw new Error(`The report cannot be recorded: ${parsed.problem}`);
  const { id, candidate, verdict, createdAt } = parsed.report;
  await database.write(async (manager) => {
    if (await manager.existsBy(EvaluationRow, { id })) return;
    const row = { id, reportSha256: file.sha256, candidateSha256: candidate.sha256, verdict };
    await manager.insert(EvaluationRow, { ...row, createdAt: Date.parse(createdAt) });
  });
}
