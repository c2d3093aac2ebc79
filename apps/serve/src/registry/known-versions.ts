// Owns which versions there are, also while MLflow is away. Does not know what an alias means.
import { AppError } from '@naru/contracts';
import { AdapterRow, type Database } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';
import type { RegisteredVersion } from '@naru/registry';

import type { BaseRegistry } from '../following/base-registry.ts';

/** An adapter that can be promoted: registered in MLflow, or on this machine and registered when it is promoted. */
export interface KnownVersion {
  /** Null: MLflow does not have it yet. */
  readonly version: string | null;
  readonly name: string;
  readonly adapterSha256: string;
  readonly runId: string | null;
  readonly datasetId: string | null;
  readonly baseId: string | null;
  readonly createdAt: number | null;
}

export interface KnownVersionsParts {
  readonly database: Database;
  readonly engine: EngineSupervisor;
  readonly registry: BaseRegistry;
}

export class KnownVersions {
  readonly #parts: KnownVersionsParts;
  #last: readonly RegisteredVersion[] = [];

  constructor(parts: KnownVersionsParts) {
    this.#parts = parts;
  }

  /**
   * Newest first. Away: what MLflow said last, and what is on this machine.
   *
   * @param ask false: MLflow is known to be away
   */
  async list(ask: boolean): Promise<{ readonly versions: readonly KnownVersion[]; readonly away: boolean }> {
    const isThere = ask && (await this.#ask());
    const registered = this.#last.map(knownOf).filter((version) => version !== undefined);
    const named = new Set(registered.map(({ adapterSha256 }) => adapterSha256));
    const here = (await this.#here()).filter(({ adapterSha256 }) => !named.has(adapterSha256));
    const versions = [...registered, ...here].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    return { versions, away: !isThere };
  }

  async #ask(): Promise<boolean> {
    const { registry } = this.#parts.registry;
    if (registry === undefined) return false;
    try {
      this.#last = await registry.versions();
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code.startsWith('tracking.')) return false;
      throw error;
    }
  }

  async #here(): Promise<KnownVersion[]> {
    const { database, engine } = this.#parts;
    const rows = await database.read.findBy(AdapterRow, { desired: 'present', baseId: engine.base.id });
    return rows.map(({ name, sha256, runId, datasetId, baseId, createdAt }) => ({
      ...{ name, runId, datasetId, baseId, createdAt },
      version: null,
      adapterSha256: sha256,
    }));
  }
}

// A version that names no adapter was registered by somebody else, and cannot be served.
function knownOf(version: RegisteredVersion): KnownVersion | undefined {
  const { adapterSha256 } = version;
  return adapterSha256 === null ? undefined : { ...version, adapterSha256 };
}
