// Owns the audit log as pages of entries. Does not know how it is kept.
import type { AuditRow } from '@naru/db';

import type { BaseRegistry } from '../following/base-registry.ts';
import type { AuditPageView, AuditQueryDto } from './audit-log.dto.ts';
import type { AuditEntryView } from './promotions.dto.ts';
import { namedOf } from './views.ts';

const USUAL = 50;
/** Entries of one adapter are looked for among so many. */
const MOST = 1000;

export class AuditLog {
  readonly #registry: BaseRegistry;

  constructor(registry: BaseRegistry) {
    this.#registry = registry;
  }

  /** Newest first. */
  async page({ limit = USUAL, cursor, adapterSha256 }: AuditQueryDto): Promise<AuditPageView> {
    if (adapterSha256 !== undefined) return { entries: await this.#of(adapterSha256), intact: null, nextCursor: null };
    const { registry } = this.#registry;
    const before = cursor === undefined ? {} : { before: Number(cursor) };
    const rows = (await registry?.audit({ limit: limit + 1, ...before })) ?? [];
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const intact = cursor === undefined && registry !== undefined ? (await registry.brokenAt()) === null : null;
    return { entries: shown.map(auditEntryOf), intact, nextCursor: last === undefined ? null : String(last.seq) };
  }

  async rowsOf(adapterSha256: string): Promise<AuditRow[]> {
    const rows = (await this.#registry.registry?.audit({ limit: MOST })) ?? [];
    return rows.filter(({ from, to }) => [from, to].some((end) => end?.adapterSha256 === adapterSha256));
  }

  async #of(adapterSha256: string): Promise<AuditEntryView[]> {
    return (await this.rowsOf(adapterSha256)).map(auditEntryOf);
  }
}

export function auditEntryOf(row: AuditRow): AuditEntryView {
  const { id, at, action, alias, by, from, to, why, forced, evalId, reportSha256, hash } = row;
  return {
    ...{ id, action, alias, by, why, forced, evalId, reportSha256, hash },
    at: new Date(at).toISOString(),
    from: namedOf(from),
    to: namedOf(to),
  };
}
