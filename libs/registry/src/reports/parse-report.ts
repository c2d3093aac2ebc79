import { createHash } from 'node:crypto';

import { checkEvaluationReport, type EvaluationReport } from '@naru/contracts';

import type { ReportFile } from '../registry.ts';

export type ParsedReport =
  { readonly ok: true; readonly report: EvaluationReport } | { readonly ok: false; readonly problem: string };

const SHOWN_PROBLEMS = 3;

/** The report of a file's bytes, or what is wrong with them. */
export function parseReport({ json, sha256 }: ReportFile): ParsedReport {
  if (createHash('sha256').update(json).digest('hex') !== sha256) {
    return { ok: false, problem: `its bytes do not have the SHA-256 ${sha256}` };
  }
  try {
    const checked = checkEvaluationReport(JSON.parse(json));
    if (checked.ok) return { ok: true, report: checked.value };
    const problems = checked.problems.slice(0, SHOWN_PROBLEMS).map(({ field, message }) => `${field} ${message}`);
    return { ok: false, problem: problems.join('; ') };
  } catch {
    return { ok: false, problem: 'it is no JSON, or not all of it' };
  }
}
