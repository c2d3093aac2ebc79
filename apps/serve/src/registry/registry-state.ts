// Owns what the page of models shows: versions, what is in production, since when, by whom and why.
import type { AuditedVersion, AuditRow } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';
import type { Decided } from '@naru/registry';

import type { BaseRegistry } from '../following/base-registry.ts';
import type { ProductionFollower } from '../following/production-follower.ts';
import type { MlflowLinks } from '../provenance/mlflow-links.ts';
import type { EvaluationReports } from './evaluation-reports.ts';
import type { KnownVersion, KnownVersions } from './known-versions.ts';
import type { NamedView, ProductionView, RegistryStateView, VersionView } from './registry-state.dto.ts';
import { namedOf, timeOf } from './views.ts';

export interface RegistryStatesParts {
  readonly engine: EngineSupervisor;
  readonly registry: BaseRegistry;
  readonly follower: ProductionFollower;
  readonly versions: KnownVersions;
  readonly reports: EvaluationReports;
  readonly links: MlflowLinks;
}

const NOTHING: Decided = { production: null, candidate: null, before: [], last: null };
/** Where the change that brought what is in production is looked for. */
const ROWS = 200;

export class RegistryStates {
  readonly #parts: RegistryStatesParts;

  constructor(parts: RegistryStatesParts) {
    this.#parts = parts;
  }

  /** @param whole for an administrator; others are not told who did what and why */
  async now(whole: boolean): Promise<RegistryStateView> {
    const { engine, registry, follower, links } = this.#parts;
    const { registry: reach, ...following } = follower.state;
    const baseId = engine.base.id;
    const decided = (await registry.registry?.decided()) ?? NOTHING;
    const { versions, away } = await this.#parts.versions.list(reach.reachable || reach.problem === null);
    const modelName = registry.registry?.modelName ?? baseId;
    const before = decided.before.at(-1);
    return {
      modelName,
      baseId,
      knownAt: away ? reach.seenAt : new Date().toISOString(),
      away,
      production: await this.#production(decided, whole),
      rollBackTo: before === undefined ? null : endOf(before, baseId),
      versions: await this.#versions(versions, decided, whole ? modelName : null),
      mlflowUrl: whole ? links.toModel(modelName) : null,
      following: whole ? following : null,
    };
  }

  async #production({ production }: Decided, whole: boolean): Promise<ProductionView> {
    const { engine, registry } = this.#parts;
    const rows = (await registry.registry?.audit({ limit: ROWS })) ?? [];
    const came = rows.find((row) => brought(row, production));
    return {
      ...endOf(production, engine.base.id),
      since: timeOf(came?.at ?? null),
      by: whole ? (came?.by ?? null) : null,
      why: whole ? (came?.why ?? null) : null,
      forced: came?.forced ?? false,
    };
  }

  async #versions(of: readonly KnownVersion[], decided: Decided, mlflowModel: string | null): Promise<VersionView[]> {
    const { reports, links } = this.#parts;
    const verdicts = new Map((await reports.list()).toReversed().map((each) => [each.candidate.sha256, each.verdict]));
    return of.map((version) => ({
      ...version,
      createdAt: timeOf(version.createdAt),
      aliases: aliasesOf(version.adapterSha256, decided),
      verdict: verdicts.get(version.adapterSha256) ?? null,
      mlflowUrl:
        version.version === null || mlflowModel === null ? null : links.toVersion(mlflowModel, version.version),
    }));
  }
}

function brought({ alias, to }: AuditRow, production: AuditedVersion | null): boolean {
  return alias === 'production' && (to?.adapterSha256 ?? null) === (production?.adapterSha256 ?? null);
}

function aliasesOf(sha256: string, { production, candidate, before }: Decided): VersionView['aliases'] {
  const named = [
    ['production', production],
    ['candidate', candidate],
    ['previous', before.at(-1)],
  ] as const;
  return named.filter(([, version]) => version?.adapterSha256 === sha256).map(([alias]) => alias);
}

const endOf = (version: AuditedVersion | null, baseId: string): NamedView =>
  namedOf(version) ?? { name: baseId, version: null, adapterSha256: null };
