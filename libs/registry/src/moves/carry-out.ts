import { AppError } from '@naru/contracts';
import type { AuditRow } from '@naru/db';

import { overtaken, type Said } from '../audit/audit-log.ts';
import { askMlflow } from '../mlflow-fault.ts';
import type { Decided, ReportFile } from '../registry.ts';
import { parseReport } from '../reports/parse-report.ts';
import type { Parts } from './parts.ts';

/**
 * Writes the row: from then on the change is made, whoever is killed. Then MLflow is told; where that fails, the next
 * `settle` does it.
 *
 * @param seen what the change was decided on
 * @throws AppError `promotion.conflict` where another row was added since; `tracking.unreachable`, `tracking.refused`:
 *   the change is made all the same
 */
export async function carryOut(parts: Parts, seen: Decided, said: Said): Promise<AuditRow> {
  const row = await record(parts, seen, said);
  try {
    await tell(parts);
  } catch (error) {
    throw isAboutMlflow(error) ? madeOnly(error, row) : error;
  }
  return row;
}

export async function record({ log }: Parts, seen: Decided, said: Said): Promise<AuditRow> {
  const row = await log.append((decided) => {
    if (decided.last?.id !== seen.last?.id) throw overtaken();
    return said;
  });
  if (row === undefined) throw overtaken();
  return row;
}

export async function tell({ versions, teller }: Parts): Promise<void> {
  await askMlflow(async () => {
    const model = await versions.model();
    if (model !== undefined) await teller.tell(model);
  });
}

export function isAboutMlflow(error: unknown): error is AppError {
  return error instanceof AppError && error.code.startsWith('tracking.');
}

function madeOnly(error: AppError, { seq }: AuditRow): AppError {
  return new AppError(error.code, `The change is made (audit row ${seq}), but MLflow was not told: ${error.message}`, {
    hint: 'It is told as soon as it answers: by serve, or by the next evaluate:versions.',
    cause: error,
  });
}

/** What a row says of the report behind it. */
export function reportOf(file: ReportFile | null | undefined): Pick<Said, 'evalId' | 'reportSha256'> {
  if (!file) return { evalId: null, reportSha256: null };
  const parsed = parseReport(file);
  return { evalId: parsed.ok ? parsed.report.id : null, reportSha256: file.sha256 };
}
