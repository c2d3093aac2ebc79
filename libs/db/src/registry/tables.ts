import { AuditRow } from './audit.entity.ts';
import { CanaryRow } from './canary.entity.ts';

/** What is in production and why: libs/registry writes the audit, apps/serve the canaries. */
export const registryTables = [AuditRow, CanaryRow];
