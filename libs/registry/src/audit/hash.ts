import { createHash } from 'node:crypto';

import { canonicalJson } from '@naru/contracts';
import type { AuditRow } from '@naru/db';

/** What the first row holds in place of a hash before it. */
export const NO_HASH = '0'.repeat(64);

/** SHA-256 over everything that a row says, the hash of the row before it included. */
export function auditHash({ seq: _seq, hash: _hash, ...said }: AuditRow): string {
  return createHash('sha256').update(canonicalJson(said)).digest('hex');
}

/** The `seq` of the first row that does not fit the one before or its own hash; null where all do. */
export function brokenLink(rows: readonly AuditRow[]): number | null {
  let before = NO_HASH;
  for (const [at, row] of rows.entries()) {
    if (row.seq !== at + 1 || row.previousHash !== before || row.hash !== auditHash(row)) return row.seq;
    before = row.hash;
  }
  return null;
}
