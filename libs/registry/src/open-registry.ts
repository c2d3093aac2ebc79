import { AppError } from '@naru/contracts';
import type { AuditRow, Database } from '@naru/db';
import type { MlflowClient } from '@naru/mlflow-js-client';

import { settle } from './aliases/settle.ts';
import { Teller } from './aliases/tell.ts';
import { ALIASES } from './aliases/wanted.ts';
import { AuditLog } from './audit/audit-log.ts';
import { askMlflow } from './mlflow-fault.ts';
import { examine } from './moves/demands.ts';
import { nominate } from './moves/nominate.ts';
import type { Parts } from './moves/parts.ts';
import { promote } from './moves/promote.ts';
import { rollback, unlessAway } from './moves/rollback.ts';
import type { Aliases, AuditQuery, Decided, FindAdapter, Nomination, Promotion, PromotionOrder } from './registry.ts';
import type { Refusal, Registry, Settled } from './registry.ts';
import { KnownVersions } from './versions/known-versions.ts';
import type { RegisteredVersion } from './versions/registered-version.ts';

export interface RegistryOptions {
  readonly client: MlflowClient;
  readonly database: Database;
  /** `registeredModelName` of the base model. */
  readonly modelName: string;
  readonly findAdapter: FindAdapter;
  /** Milliseconds since 1970; by default the clock's. */
  readonly now?: () => number;
}

/** The registry of one registered model. It asks nothing yet; the client and the database stay the caller's. */
export function openRegistry({ client, database, modelName, findAdapter, now = Date.now }: RegistryOptions): Registry {
  const log = new AuditLog(database, modelName, now);
  const versions = new KnownVersions(client, modelName);
  const teller = new Teller(client, modelName, log);
  return new OpenRegistry({ client, database, modelName, findAdapter, now, log, versions, teller });
}

class OpenRegistry implements Registry {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get modelName(): string {
    return this.#parts.modelName;
  }

  versions(): Promise<RegisteredVersion[]> {
    return askMlflow(() => this.#parts.versions.all());
  }

  aliases(): Promise<Aliases> {
    return askMlflow(async () => {
      const model = await this.#parts.versions.model();
      const named = ALIASES.map(async (alias) => {
        const version = model?.aliases[alias];
        return [alias, version === undefined ? null : await this.#parts.versions.get(version)] as const;
      });
      return Object.fromEntries(await Promise.all(named)) as unknown as Aliases;
    });
  }

  decided(): Promise<Decided> {
    return this.#parts.log.decided();
  }

  async demands(promotion: Promotion): Promise<readonly Refusal[]> {
    return (await examine(this.#parts, promotion, await this.decided())).refusals;
  }

  async promote(order: PromotionOrder): Promise<AuditRow> {
    await this.settle().catch(unlessLost);
    return promote(this.#parts, order);
  }

  async rollback(order: { readonly by: string; readonly why: string }): Promise<AuditRow> {
    await this.settle().catch(unlessAway);
    return rollback(this.#parts, order);
  }

  async nominate(nomination: Nomination): Promise<AuditRow> {
    await this.settle().catch(unlessLost);
    return nominate(this.#parts, nomination);
  }

  audit(query: AuditQuery): Promise<AuditRow[]> {
    return this.#parts.log.rows(query);
  }

  brokenAt(): Promise<number | null> {
    return this.#parts.log.brokenAt();
  }

  settle(): Promise<Settled> {
    return askMlflow(() => settle(this.#parts));
  }
}

/** An adapter that is promoted anew brings the registered model back. */
function unlessLost(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'registry.lost') throw error;
}
