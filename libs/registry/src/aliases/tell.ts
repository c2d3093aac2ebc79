import type { AuditRow } from '@naru/db';
import { MlflowNotFoundError, type MlflowClient, type RegisteredModel } from '@naru/mlflow-js-client';

import type { AuditLog } from '../audit/audit-log.ts';
import { decidedBy } from '../audit/decided.ts';
import { ALIASES, MOVING, TOLD_TAG, wantedAliases } from './wanted.ts';

const TAG_LENGTH = 4000;

/** Makes MLflow hold what the audit says. Each step can be cut off and done again; its errors are the client's. */
export class Teller {
  readonly #client: MlflowClient;
  readonly #model: string;
  readonly #log: AuditLog;

  constructor(client: MlflowClient, model: string, log: AuditLog) {
    this.#client = client;
    this.#model = model;
    this.#log = log;
  }

  /** Again and again, until no row was added meanwhile: the last row is what counts, whoever wrote it. */
  async tell(found: RegisteredModel): Promise<void> {
    let [rows, model] = [await this.#log.all(), found];
    for (;;) {
      const last = rows.at(-1);
      if (last === undefined) return;
      await this.#move(rows, model);
      rows = await this.#log.all();
      if (rows.at(-1)?.id === last.id) return;
      model = await this.#client.registry.models.get(this.#model);
    }
  }

  async #move(rows: readonly AuditRow[], model: RegisteredModel): Promise<void> {
    const last = rows.at(-1)?.id ?? '';
    await this.mark(`${MOVING}${last}`);
    const wanted = wantedAliases(decidedBy(rows));
    for (const alias of ALIASES) await this.#point(alias, wanted[alias]?.version ?? null, model);
    for (const row of untold(rows, model.tags[TOLD_TAG])) await this.#tag(row);
    await this.mark(last);
  }

  mark(value: string): Promise<void> {
    return this.#client.registry.models.setTag(this.#model, TOLD_TAG, value);
  }

  async #point(alias: string, version: string | null, { aliases }: RegisteredModel): Promise<void> {
    if ((aliases[alias] ?? null) === version) return;
    if (version === null) return this.#client.registry.aliases.delete(this.#model, alias);
    // A version that somebody deleted: what the alias names then is recorded by the next look.
    await this.#client.registry.aliases.set(this.#model, alias, version).catch(ignoreMissing);
  }

  /** The row as a tag of both versions that it is about, where they are still there. */
  async #tag(row: AuditRow): Promise<void> {
    const { seq, id: _id, model: _model, previousHash: _hash, ...said } = row;
    const why = Array.from(said.why).slice(0, TAG_LENGTH).join('');
    const at = new Date(said.at).toISOString();
    const value = JSON.stringify({ ...said, why, at, from: said.from?.name ?? null, to: said.to?.name ?? null });
    const versions = new Set([row.from?.version, row.to?.version].filter((version) => version !== undefined));
    for (const version of versions) {
      const tag = { key: `${TOLD_TAG}.${seq}`, value };
      await this.#client.registry.versions.setTag(this.#model, version, tag).catch(ignoreMissing);
    }
  }
}

/** Rows of which MLflow was not told yet. */
function untold(rows: readonly AuditRow[], told: string | undefined): readonly AuditRow[] {
  const at = rows.findIndex(({ id }) => id === told);
  return at >= 0 ? rows.slice(at + 1) : rows.slice(-1);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof MlflowNotFoundError)) throw error;
}
