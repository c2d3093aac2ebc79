// Owns the canary that runs: whose conversations it has, what is counted of them, and its end.
// Does not know how a message is made, nor who may begin a canary.
import { AppError } from '@naru/contracts';
import { CanaryConversationRow, CanaryRow, newId, type CanaryState, type Database } from '@naru/db';
import type { AppLogger } from '@naru/logging';
import { IsNull, type EntityManager } from 'typeorm';

import type { BaseRegistry } from '../following/base-registry.ts';
import type { ServedModel, ServedModels } from '../models/served-models.ts';
import { AuditOfCanaries } from './audit-of-canaries.ts';
import type { CanaryMetrics } from './canary-metrics.ts';
import type { Comparison, Side } from './comparison.ts';
import { endOf, type End } from './end-of-canary.ts';
import type { PromoteWinner } from './promote-winner.ts';
import { RunningCanary } from './running-canary.ts';
import { settleOutcomes } from './settle-outcomes.ts';
import { sideOf } from './side-of.ts';

export interface CanariesParts {
  readonly database: Database;
  readonly models: ServedModels;
  readonly registry: BaseRegistry;
  readonly promote: PromoteWinner;
  readonly metrics: CanaryMetrics;
  readonly log: AppLogger['log'];
  readonly canaryEveryMs?: number | undefined;
}

/** A conversation's place in the canary that runs. */
export interface Assigned {
  readonly id: string;
  readonly side: Side;
  /** The candidate answers too, and nobody sees it. */
  readonly isShadow: boolean;
  readonly candidate: ServedModel;
}

type Entered = Pick<CanaryConversationRow, 'canaryId' | 'conversationId' | 'messageId' | 'side'>;

const LOOK_EVERY_MS = 1000;

/** One canary at a time. What it is and how it stands is in the database: any process can end it, all follow. */
export class Canaries {
  readonly #parts: CanariesParts;
  readonly #audit: AuditOfCanaries;
  /** How those that are over stood at their end. */
  readonly #ended = new Map<string, Comparison>();
  #running: RunningCanary | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: CanariesParts) {
    this.#parts = parts;
    this.#audit = new AuditOfCanaries(parts);
  }

  async start(): Promise<void> {
    await this.#refresh().catch((error: unknown) => this.#parts.log.warn({ err: error }, 'canaries are not known yet'));
    const again = (): void => {
      this.#looking = this.look().finally(() => {
        if (this.#timer !== undefined) this.#timer = setTimeout(again, this.#everyMs);
      });
    };
    this.#timer = setTimeout(again, 0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** Null: no canary runs, or it leaves this conversation alone. */
  sideOf(conversationId: string): Assigned | null {
    const row = this.#running?.row;
    if (row === undefined || Date.now() >= row.endsAt) return null;
    const candidate = this.#parts.models.ofContent(row.candidateSha256);
    // While the engine does not have it nobody is counted, on either side.
    if (candidate?.ready !== true) return null;
    const side = sideOf(row.id, conversationId, row.share);
    const isShadow = row.mode === 'shadow';
    return isShadow && side === 'baseline' ? null : { id: row.id, side, isShadow, candidate };
  }

  /** Counts a conversation by the answer that is about to be made; by its first one only. */
  async enter(manager: EntityManager, of: Entered): Promise<void> {
    const none = { ttftMs: null, answer: null, reaction: null, closedAt: null };
    const row = { ...of, ...none, id: newId(), begunAt: Date.now() };
    await manager.createQueryBuilder().insert().into(CanaryConversationRow).values(row).orIgnore().execute();
  }

  /** Keeps what the message itself does not: how long its first token took. */
  async answered(messageId: string, ttftMs: number | null): Promise<void> {
    if (ttftMs === null) return;
    const { database, log } = this.#parts;
    const change = { ttftMs: Math.round(ttftMs) };
    await database
      .write((manager) => manager.update(CanaryConversationRow, { messageId, ttftMs: IsNull() }, change))
      .catch((error: unknown) => log.warn({ err: error, messageId }, 'the time of a first token was not kept'));
  }

  /** One look; its failure is logged, and the next look tries again. */
  async look(): Promise<void> {
    try {
      await this.#refresh();
      if (this.#running !== null) await this.#advance(this.#running);
      await this.#audit.repair();
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the canary could not be looked after');
    }
  }

  /** How a canary stands, whether it runs or is over. */
  async comparisonOf(row: CanaryRow): Promise<Comparison> {
    if (this.#running?.row.id === row.id) return this.#running.comparison;
    const known = this.#ended.get(row.id);
    if (known !== undefined) return known;
    const counted = new RunningCanary(row);
    await counted.catchUp(this.#parts.database, 0);
    if (row.state !== 'running') this.#ended.set(row.id, counted.comparison);
    return counted.comparison;
  }

  /** Begins it. @throws AppError `canary.conflict` where one runs; `tracking.unreachable`, and then it did not begin */
  async begin(row: CanaryRow): Promise<void> {
    const { database } = this.#parts;
    await database.write((manager) => manager.insert(CanaryRow, row));
    try {
      await this.#audit.began(row);
    } catch (error) {
      await database.write((manager) => manager.delete(CanaryRow, { id: row.id }));
      throw error;
    }
    await this.look();
  }

  /** Ends it now. @returns false where it is over already */
  async endBy(row: CanaryRow, end: End, by: string): Promise<boolean> {
    // First in this process: from here on no message begins on the candidate.
    if (this.#running?.row.id === row.id) this.#running = null;
    const { database, metrics, log } = this.#parts;
    const change = { state: end.state, because: end.because, endedAt: Date.now() };
    const { affected = 0 } = await database.write((manager) =>
      manager.update(CanaryRow, { id: row.id, state: 'running' satisfies CanaryState }, change),
    );
    if (affected === 0) return false;
    metrics.ended(end.state);
    log.info({ canary: row.id, candidate: row.candidateName, ...end }, 'a canary ended');
    await this.#audit.ended({ ...row, ...change }, by).catch((error: unknown) => {
      log.warn({ err: error }, 'the end of a canary stands in no audit yet; that is tried again');
    });
    return true;
  }

  async #refresh(): Promise<void> {
    const { database, metrics, registry } = this.#parts;
    const model = registry.registry?.modelName;
    const row = model === undefined ? null : await database.read.findOneBy(CanaryRow, { model, state: 'running' });
    if (row === null) this.#running = null;
    else if (this.#running?.row.id === row.id) this.#running.row = row;
    else this.#running = new RunningCanary(row);
    metrics.show(row === null ? null : { candidate: row.candidateName, mode: row.mode });
  }

  async #advance(running: RunningCanary): Promise<void> {
    const { database, models, registry, metrics, promote } = this.#parts;
    const { row } = running;
    await settleOutcomes(database, row);
    await running.catchUp(database, this.#everyMs);
    const { comparison } = running;
    for (const side of ['candidate', 'baseline'] as const) {
      metrics.counted(side, Math.max(0, ...comparison.measures.map((each) => each[side].conversations)));
    }
    const production = (await registry.registry?.decided())?.production ?? null;
    const end = endOf(row, comparison, { production, candidate: models.ofContent(row.candidateSha256) });
    if (end !== undefined) await this.endBy(row, end, 'canary');
    else if (comparison.verdict === 'won' && row.policy.onWin === 'promote') {
      const won = await promote.promote(row);
      if (won !== undefined) await this.endBy(row, won, 'canary');
    }
  }

  get #everyMs(): number {
    return this.#parts.canaryEveryMs ?? LOOK_EVERY_MS;
  }
}

export function conflict(message: string, hint?: string): AppError {
  return new AppError('canary.conflict', message, { hint });
}
