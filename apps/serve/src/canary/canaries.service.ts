import { userInfo } from 'node:os';

import { LOCAL_USER_ID, type Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import { CanaryRow, newId, UserRow, type CanaryPolicy, type Database } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';

import type { BaseRegistry } from '../following/base-registry.ts';
import type { ProductionFollower } from '../following/production-follower.ts';
import { smokeFaults } from '../following/smoke-set.ts';
import type { ServedModel, ServedModels } from '../models/served-models.ts';
import { canaryView, type CanariesView, type CanaryView, type NewCanaryDto } from './canaries.dto.ts';
import { conflict, type Canaries } from './canaries.ts';
import { MEASURE_NAMES, SHADOW_MEASURES } from './measures.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { PromoteWinner } from './promote-winner.ts';

export interface CanariesServiceParts {
  readonly database: Database;
  readonly engine: EngineSupervisor;
  readonly models: ServedModels;
  readonly registry: BaseRegistry;
  readonly follower: ProductionFollower;
  readonly canaries: Canaries;
  readonly promote: PromoteWinner;
}

const SHOWN = 20;

/** Canaries as administrators begin, watch and stop them. */
export class CanariesService {
  readonly #parts: CanariesServiceParts;

  constructor(parts: CanariesServiceParts) {
    this.#parts = parts;
  }

  /** @throws AppError `canary.conflict`, `canary.refused`, `registry.none`, `tracking.unreachable` */
  async begin(person: Principal, body: NewCanaryDto): Promise<CanaryView> {
    const { database, registry, canaries } = this.#parts;
    const model = registry.required().modelName;
    const candidate = this.#candidate(body.adapterSha256);
    if ((await database.read.countBy(CanaryRow, { model, state: 'running' })) > 0) {
      throw conflict('A canary runs already.', 'Stop it first, or wait for its end.');
    }
    await this.#checkFit(candidate);
    const row = await this.#rowOf(candidate, body, await this.#nameOf(person));
    await canaries.begin(row);
    return this.stand(row.id);
  }

  /** The newest first. */
  async list(): Promise<CanariesView> {
    const rows = await this.#parts.database.read.find(CanaryRow, { order: { id: 'DESC' }, take: SHOWN });
    return { canaries: await Promise.all(rows.map((row) => this.#view(row))) };
  }

  /** @throws AppError `canary.not-found` */
  async stand(id: string): Promise<CanaryView> {
    return this.#view(await this.#row(id));
  }

  /** @throws AppError `canary.not-found`, `canary.conflict` where it is over already */
  async stop(person: Principal, id: string): Promise<CanaryView> {
    const row = await this.#row(id);
    const by = await this.#nameOf(person);
    const isEnded = await this.#parts.canaries.endBy(row, { state: 'stopped', because: `Stopped by ${by}.` }, by);
    if (!isEnded) throw conflict('The canary is over already.');
    return this.stand(id);
  }

  async #view(row: CanaryRow): Promise<CanaryView> {
    const { canaries, promote } = this.#parts;
    const comparison = await canaries.comparisonOf(row);
    const waits = row.state === 'running' && comparison.verdict === 'won';
    const waitsFor = row.policy.onWin === 'wait' ? 'An administrator promotes it.' : promote.refusal(row.id);
    return canaryView(row, comparison, waits ? waitsFor : null);
  }

  #candidate(sha256: string): ServedModel {
    const { models, follower } = this.#parts;
    const candidate = models.ofContent(sha256);
    if (candidate === undefined) throw refused('No finished run on this machine has this adapter.');
    if (!candidate.ready) throw refused(candidate.description ?? `The engine has not loaded ${candidate.id} yet.`);
    if (follower.isPinned)
      throw refused('DEFAULT_MODEL is set: it decides who gets what.', 'Unset it, and start again.');
    if (follower.sha256 === sha256) throw refused(`${candidate.id} is in production already.`);
    return candidate;
  }

  async #checkFit(candidate: ServedModel): Promise<void> {
    const faults = await smokeFaults(this.#parts.engine.client, candidate.id);
    if (faults.length > 0) throw refused(`${candidate.id} failed the smoke set: ${faults.join('; ')}.`);
  }

  async #rowOf(candidate: ServedModel, body: NewCanaryDto, by: string): Promise<CanaryRow> {
    const { registry, follower, models } = this.#parts;
    const { production } = await registry.required().decided();
    const inProduction = production?.adapterSha256 ?? null;
    if (inProduction !== follower.sha256) throw conflict('What is in production is not served yet.', 'Try again soon.');
    const policy = policyOf(body);
    const now = Date.now();
    return Object.assign(new CanaryRow(), {
      ...{ id: newId(now), model: registry.required().modelName, mode: body.mode, share: body.share, policy, by },
      candidateName: candidate.id,
      candidateSha256: body.adapterSha256,
      baselineName: inProduction === null ? null : (models.ofContent(inProduction)?.id ?? null),
      baselineSha256: inProduction,
      state: 'running' as const,
      evalId: body.evalId ?? null,
      startedAt: now,
      endsAt: now + Math.ceil(policy.maxHours * 3_600_000),
      endedAt: null,
      because: null,
    });
  }

  async #row(id: string): Promise<CanaryRow> {
    const row = await this.#parts.database.read.findOneBy(CanaryRow, { id });
    if (row === null) throw new AppError('canary.not-found', 'There is no canary of this id.');
    return row;
  }

  /** As the audit log names who promotes: an account's address, and without accounts whose machine it is. */
  async #nameOf({ userId }: Principal): Promise<string> {
    if (userId === LOCAL_USER_ID) return userInfo().username;
    const { email } = await this.#parts.database.read.findOneByOrFail(UserRow, { id: userId });
    return email;
  }
}

/** @throws AppError `canary.refused` */
function policyOf({ mode, measures, level, minimum, windowMinutes, maxHours, onWin }: NewCanaryDto): CanaryPolicy {
  const allowed = mode === 'shadow' ? SHADOW_MEASURES : MEASURE_NAMES;
  const asked = { measures, level, minimum, windowMinutes, maxHours, onWin };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const made: CanaryPolicy = { ...DEFAULT_POLICY, measures: allowed, ...given };
  const strange = made.measures.filter((name) => !allowed.some((each) => each === name));
  if (strange.length > 0) throw refused(`What nobody sees cannot be compared by ${strange.join(', ')}.`);
  return made;
}

const refused = (message: string, hint?: string): AppError => new AppError('canary.refused', message, { hint });
