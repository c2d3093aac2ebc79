// Owns promoting and going back in the name of who asks. What a promotion demands is libs/registry's.
import { userInfo } from 'node:os';

import { LOCAL_USER_ID, type Principal } from '@naru/access';
import { UserRow, type Database } from '@naru/db';

import type { BaseRegistry } from '../following/base-registry.ts';
import { auditEntryOf } from './audit-log.ts';
import type { EvaluationReports } from './evaluation-reports.ts';
import type { AuditEntryView, DemandsQuery, DemandsView, PromoteDto } from './promotions.dto.ts';

export interface PromotionsParts {
  readonly database: Database;
  readonly registry: BaseRegistry;
  readonly reports: EvaluationReports;
}

export class Promotions {
  readonly #parts: PromotionsParts;

  constructor(parts: PromotionsParts) {
    this.#parts = parts;
  }

  /** What is not met, before anybody asks for the promotion. @throws AppError `registry.none` */
  async demands({ adapterSha256, evalId }: DemandsQuery): Promise<DemandsView> {
    const { registry, reports } = this.#parts;
    const id = evalId ?? (await reports.of(adapterSha256))[0]?.id ?? null;
    const report = id === null ? null : await reports.file(id);
    const unmet = await registry.required().demands({ adapterSha256, report, engine: registry.servedBy });
    return { evalId: id, unmet: unmet.map(({ code, message, forcible }) => ({ code, message, forcible })) };
  }

  /** @throws AppError `promotion.refused`, `promotion.conflict`, `tracking.unreachable`, `registry.none` */
  async promote(person: Principal, { adapterSha256, evalId, force, why }: PromoteDto): Promise<AuditEntryView> {
    const { registry, reports } = this.#parts;
    const report = evalId === undefined || evalId === null ? null : await reports.file(evalId);
    const row = await registry.required().promote({
      ...{ adapterSha256, report },
      engine: registry.servedBy,
      by: await this.#nameOf(person),
      force: force ?? false,
      ...(typeof why === 'string' && { why }),
    });
    return auditEntryOf(row);
  }

  /** @throws AppError as `promote` */
  async rollBack(person: Principal, why: string): Promise<AuditEntryView> {
    const by = await this.#nameOf(person);
    return auditEntryOf(await this.#parts.registry.required().rollback({ by, why }));
  }

  /** Who stands in the audit log: an account's address, and without accounts whose machine it is. */
  async #nameOf({ userId }: Principal): Promise<string> {
    if (userId === LOCAL_USER_ID) return userInfo().username;
    const { email } = await this.#parts.database.read.findOneByOrFail(UserRow, { id: userId });
    return email;
  }
}
