// Owns which model who names none gets: what the registry has in production, once it is found fit.
// Does not know who changed that, or why.
import { AppError } from '@naru/contracts';
import { ProductionRow, type AuditedVersion, type Database } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';
import type { AppLogger } from '@naru/logging';

import type { AnswerMetrics } from '../completions/answer-metrics.ts';
import type { ServedModels } from '../models/served-models.ts';
import type { BaseRegistry } from './base-registry.ts';
import type { FollowingMetrics } from './following-metrics.ts';
import type { FollowingState } from './following-state.ts';
import { Reach } from './reach.ts';
import { Refusals } from './refusals.ts';
import { smokeFaults } from './smoke-set.ts';

export interface FollowerParts {
  readonly database: Database;
  readonly engine: EngineSupervisor;
  readonly models: ServedModels;
  readonly registry: BaseRegistry;
  readonly answers: AnswerMetrics;
  readonly metrics: FollowingMetrics;
  readonly log: AppLogger['log'];
  /** DEFAULT_MODEL: who sets it wants that one. */
  readonly defaultModel: string | undefined;
  readonly followEveryMs?: number | undefined;
}

const FOLLOW_EVERY_MS = 2000;
/** A smoke set waits so long for a moment in which nobody is answered. */
const QUIET_MS = 10_000;
const QUIET_POLL_MS = 50;

type Production = Pick<ProductionRow, 'name' | 'sha256' | 'version'>;

const BASE: Production = { name: null, sha256: null, version: null };

/** Follows the alias `production`; whatever fails, what was served goes on being served. */
export class ProductionFollower {
  readonly #parts: FollowerParts;
  readonly #refusals = new Refusals();
  readonly #reach = new Reach();
  readonly #ending = new AbortController();
  #known: string | undefined;
  #serving: Production & { readonly switchedAt: number | null } = { ...BASE, switchedAt: null };
  #wanted: FollowingState['wanted'] = null;
  #draining: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  /** Takes what was known before, and looks again and again from then on. */
  async start(): Promise<void> {
    await this.#recall().catch((error: unknown) => this.#parts.log.warn({ err: error }, 'production is not known'));
    const again = (): void => {
      this.#looking = this.look().finally(() => {
        if (this.#timer !== undefined) this.#timer = setTimeout(again, this.#parts.followEveryMs ?? FOLLOW_EVERY_MS);
      });
    };
    this.#timer = setTimeout(again, 0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ending.abort();
    await this.#looking;
  }

  /** The adapter that is in production; null: the base model. */
  get sha256(): string | null {
    return this.#serving.sha256;
  }

  get state(): FollowingState {
    const { models, answers, registry } = this.#parts;
    const { sha256, version, switchedAt } = this.#serving;
    const model = models.resolve(null);
    const isServed = (model.adapter?.sha256 ?? null) === sha256;
    return {
      follows: this.isPinned ? 'DEFAULT_MODEL' : registry.registry === undefined ? 'nothing' : 'alias',
      production: {
        model: model.id,
        sha256: model.adapter?.sha256 ?? null,
        version: isServed ? version : null,
        since: isServed ? at(switchedAt) : null,
      },
      wanted: this.#wanted,
      draining: this.#draining === null ? null : { model: this.#draining, answers: answers.running(this.#draining) },
      registry: this.#reach.state,
    };
  }

  /** DEFAULT_MODEL names a model that is here: no alias changes it. */
  get isPinned(): boolean {
    const { models, defaultModel } = this.#parts;
    return defaultModel !== undefined && models.list().some(({ id }) => id === defaultModel);
  }

  /** One look; its failure is logged, and the next look tries again. */
  async look(): Promise<void> {
    const { log, metrics, models } = this.#parts;
    if (!models.isFound) return;
    try {
      await this.#recall();
      await this.#follow();
      this.#drained();
      metrics.show(this.state);
    } catch (error) {
      if (!this.#ending.signal.aborted) log.warn({ err: error }, 'production could not be followed');
    }
  }

  async #follow(): Promise<void> {
    const { registry } = this.#parts.registry;
    if (registry === undefined) return;
    // MLflow may take its time, or be away: what was decided stands in the database, and can be taken back there.
    void this.#reach.ask(() => registry.settle(), this.#parts.log);
    const { production, last } = await registry.decided();
    if ((production?.adapterSha256 ?? null) === this.#serving.sha256) this.#wanted = null;
    else if (this.isPinned) this.#wanted = wantedOf(production, this.#parts.engine.base.id, 'DEFAULT_MODEL is set.');
    else await this.#take(production, last?.action === 'rollback');
  }

  // What people are taken back to was fit before, and they wait for it: it is not asked anything first.
  async #take(wanted: AuditedVersion | null, isBack: boolean): Promise<void> {
    const { models, metrics, log, engine } = this.#parts;
    const because = wanted === null ? undefined : await this.#unfit(wanted, isBack);
    if (this.#ending.signal.aborted) return;
    if (because !== undefined) {
      if (this.#wanted?.because !== because) {
        log.warn({ model: wanted?.name, because }, 'what is in production is not served; the one before goes on');
      }
      this.#wanted = wantedOf(wanted, engine.base.id, because);
      return;
    }
    const before = this.#serving;
    const name = wanted === null ? null : (models.ofContent(wanted.adapterSha256 ?? '')?.id ?? null);
    const next = { name, sha256: wanted?.adapterSha256 ?? null, version: wanted?.version ?? null };
    models.setProduction(name);
    this.#serving = { ...next, switchedAt: Date.now() };
    this.#wanted = null;
    this.#draining = before.name ?? engine.base.id;
    metrics.count('switched');
    log.info({ model: name ?? engine.base.id, before: this.#draining, version: next.version }, 'production switched');
    await this.#remember();
  }

  /** Why it cannot be served, or not yet; undefined: it can. */
  async #unfit({ name, adapterSha256 }: AuditedVersion, isBack: boolean): Promise<string | undefined> {
    const { models, engine } = this.#parts;
    const model = adapterSha256 === null ? undefined : models.ofContent(adapterSha256);
    if (adapterSha256 === null || model === undefined) {
      return `${name} is not on this machine as an adapter of ${engine.base.id}.`;
    }
    if (!model.ready) return model.description ?? `The engine has not loaded ${name} yet.`;
    return isBack ? undefined : this.#smoke(adapterSha256, model.id);
  }

  async #smoke(sha256: string, name: string): Promise<string | undefined> {
    const { engine, metrics } = this.#parts;
    const refused = this.#refusals.of(sha256);
    if (refused !== undefined) return refused;
    await this.#quiet();
    const { signal } = this.#ending;
    if (signal.aborted) return undefined;
    try {
      const faults = await smokeFaults(engine.client, name, signal);
      if (faults.length === 0) return undefined;
      metrics.count('refused');
      return this.#refusals.add(sha256, `${name} failed the smoke set: ${faults.join('; ')}.`);
    } catch (error) {
      if (error instanceof AppError) return `${name} could not be asked: ${error.message}`; // asked again next time
      throw error;
    }
  }

  /** Waits a while for a moment in which nobody is answered. */
  async #quiet(): Promise<void> {
    const until = performance.now() + QUIET_MS;
    while (this.#parts.answers.running() > 0 && performance.now() < until && !this.#ending.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_POLL_MS));
    }
  }

  #drained(): void {
    const { answers, log } = this.#parts;
    if (this.#draining === null || answers.running(this.#draining) > 0) return;
    log.info({ model: this.#draining }, 'the model before has given its last answer');
    this.#draining = null;
  }

  /** What was served before this process, or before the engine was found. */
  async #recall(): Promise<void> {
    const { database, engine, models } = this.#parts;
    const { id: baseId } = engine.base;
    if (this.#known === baseId) return;
    const row = await database.read.findOneBy(ProductionRow, { baseId });
    this.#known = baseId;
    if (row === null) return;
    this.#serving = row;
    models.setProduction(row.name);
  }

  async #remember(): Promise<void> {
    const { database, engine } = this.#parts;
    const { name, sha256, version, switchedAt } = this.#serving;
    const row = { baseId: engine.base.id, name, sha256, version, switchedAt: switchedAt ?? Date.now() };
    await database.write((manager) => manager.upsert(ProductionRow, row, ['baseId']));
  }
}

const wantedOf = (version: AuditedVersion | null, baseId: string, because: string): FollowingState['wanted'] => ({
  model: version?.name ?? baseId,
  version: version?.version ?? null,
  because,
});

const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
