import { CanaryRow, type Database } from '@naru/db';
import type { AuditRow, Registry, ReportFile } from '@naru/registry';

import type { BaseRegistry } from '../following/base-registry.ts';

export interface AuditOfCanariesParts {
  readonly database: Database;
  readonly registry: BaseRegistry;
}

/** Rows of an audit that are looked through for the last about a candidate. */
const RECENT = 50;
/** Younger than this, the process that began or ended it writes its row. */
const OTHERS_MS = 10_000;
const AGAIN_MS = 10_000;

/** The registry's rows about canaries: written with their beginning and end, and made up for after a kill. */
export class AuditOfCanaries {
  readonly #parts: AuditOfCanariesParts;
  #isRepaired = false;
  #againAt = 0;

  constructor(parts: AuditOfCanariesParts) {
    this.#parts = parts;
  }

  /** @throws AppError `tracking.unreachable`, `promotion.conflict`; not where the row stands and only MLflow was not told */
  async began(row: CanaryRow, report: ReportFile | null = null): Promise<void> {
    const why = `${row.mode === 'share' ? `${Math.round(row.share * 100)} % of conversations` : 'shadow answers'}, for ${row.policy.maxHours} h at most`;
    const nomination = { action: 'canary-start' as const, adapterSha256: row.candidateSha256, by: row.by, why, report };
    const registry = this.#parts.registry.required();
    try {
      await registry.nominate(nomination);
    } catch (error) {
      if (!isBegun(await lastAbout(registry), row)) throw error;
    }
    this.#isRepaired = true;
  }

  async ended(row: CanaryRow, by: string): Promise<void> {
    this.#isRepaired = false;
    const why = `${row.state}: ${row.because ?? ''}`;
    const nomination = { action: 'canary-end' as const, adapterSha256: null, by, why };
    await this.#parts.registry.required().nominate(nomination);
    this.#isRepaired = true;
  }

  /** Writes what a kill left out: that a canary began, or that it is over. */
  async repair(nowMs = Date.now()): Promise<void> {
    const { registry } = this.#parts.registry;
    if (this.#isRepaired || nowMs < this.#againAt || registry === undefined) return;
    this.#againAt = nowMs + AGAIN_MS;
    const last = await this.#lastOf(registry);
    if (last === null || nowMs < (last.endedAt ?? last.startedAt) + OTHERS_MS) return;
    const hasBegun = isBegun(await lastAbout(registry), last);
    if (last.state !== 'running' && hasBegun) await this.ended(last, 'canary');
    else if (last.state === 'running' && !hasBegun) await this.began(last);
    this.#isRepaired = true;
  }

  #lastOf({ modelName }: Registry): Promise<CanaryRow | null> {
    return this.#parts.database.read.findOne(CanaryRow, { where: { model: modelName }, order: { id: 'DESC' } });
  }
}

const isBegun = (last: AuditRow | undefined, { candidateSha256 }: CanaryRow): boolean =>
  last?.action === 'canary-start' && last.to?.adapterSha256 === candidateSha256;

async function lastAbout(registry: Registry): Promise<AuditRow | undefined> {
  const rows = await registry.audit({ limit: RECENT });
  return rows.find(({ alias }) => alias === 'candidate');
}
