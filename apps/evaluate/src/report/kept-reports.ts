import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkEvaluationReport, type EvaluationReport } from '@naru/contracts';
import { OLDEST_REPORT_DAYS } from '@naru/registry';

/** A report that stands in `results`. */
export interface KeptReport {
  readonly folder: string;
  readonly report: EvaluationReport;
  /** Of the bytes of report.json. */
  readonly sha256: string;
}

const EVALUATION = /^\d{8}T\d{6}-[a-z0-9]{6}$/;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The newest whole report of these inputs; one that is too old to promote counts as none. */
export function findReport(results: string, key: string, now = Date.now()): KeptReport | undefined {
  const names = existsSync(results) ? readdirSync(results).filter((name) => EVALUATION.test(name)) : [];
  for (const name of names.sort().reverse()) {
    const kept = readReport(join(results, name));
    if (kept?.report.key === key) return isFresh(kept, now) ? kept : undefined;
  }
  return undefined;
}

const isFresh = ({ report }: KeptReport, now: number): boolean =>
  now - Date.parse(report.createdAt) < (OLDEST_REPORT_DAYS - 1) * DAY_MS;

/** Undefined where there is none, or it is not whole. */
export function readReport(folder: string): KeptReport | undefined {
  try {
    const bytes = readFileSync(join(folder, 'report.json'));
    const checked = checkEvaluationReport(JSON.parse(bytes.toString('utf8')));
    if (!checked.ok) return undefined;
    return { folder, report: checked.value, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch {
    return undefined;
  }
}
