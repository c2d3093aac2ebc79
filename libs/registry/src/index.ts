// Owns what is in production and why: the versions of a registered model, their aliases in MLflow, what a promotion
// demands, and the audit log in the database. Does not know how models are trained, evaluated or served.
export { decidedIn } from './audit/audit-log.ts';
export { OLDEST_REPORT_DAYS } from './demands/report-demands.ts';
export { openRegistry, type RegistryOptions } from './open-registry.ts';
export type {
  Aliases,
  AuditQuery,
  Decided,
  FindAdapter,
  Nomination,
  Promotion,
  PromotionOrder,
  Refusal,
  RefusalCode,
  Registry,
  ReportFile,
  ServedBy,
  Settled,
} from './registry.ts';
export { EVALUATION_ID, readReport, reportsAbout } from './reports/find-report.ts';
export { parseReport, type ParsedReport } from './reports/parse-report.ts';
export { recordEvaluation } from './reports/record-evaluation.ts';
export { RegistrySettings } from './settings.ts';
export { registeredModelName } from './versions/model-name.ts';
export type { AdapterFiles, RegisteredVersion } from './versions/registered-version.ts';
export type { AuditAction, AuditedVersion, AuditRow } from '@naru/db';
