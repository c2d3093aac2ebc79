import { AuditRow, type Database } from '@naru/db';

/**
 * SHA-256 of the adapters in production by the audit log, one for each base model that has any. It is known when MLflow is
 * away, too.
 */
export async function inProduction({ read }: Pick<Database, 'read'>): Promise<ReadonlySet<string>> {
  const rows = await read.find(AuditRow, { where: { alias: 'production' }, order: { seq: 'ASC' } });
  const newest = new Map(rows.map(({ model, to }) => [model, to?.adapterSha256]));
  return new Set([...newest.values()].filter((sha256) => typeof sha256 === 'string'));
}
