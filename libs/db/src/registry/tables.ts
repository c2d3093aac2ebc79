import { AuditRow } from './audit.entity.ts';
import { CanaryRow } from './canary.entity.ts';
import { EvaluationRow } from './evaluation.entity.ts';

/** What is in production and why: libs/registry writes the audit and the evaluations, apps/serve the canaries. */
export const registryTables = [AuditRow, EvaluationRow, CanaryRow];
