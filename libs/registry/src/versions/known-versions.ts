import type { AuditedVersion } from '@naru/db';
import {
  filterString,
  MlflowNotFoundError,
  type MlflowClient,
  type ModelVersion,
  type RegisteredModel,
} from '@naru/mlflow-js-client';

import { registerAdapter } from './register-adapter.ts';
import type { AdapterFiles, RegisteredVersion } from './registered-version.ts';

/** The versions of one registered model in MLflow. Its errors are the client's. */
export class KnownVersions {
  readonly #client: MlflowClient;
  readonly #model: string;

  constructor(client: MlflowClient, model: string) {
    this.#client = client;
    this.#model = model;
  }

  /** Undefined: there is no such model, as before the first version. */
  async model(): Promise<RegisteredModel | undefined> {
    try {
      return await this.#client.registry.models.get(this.#model);
    } catch (error) {
      if (error instanceof MlflowNotFoundError && error.errorCode !== undefined) return undefined;
      throw error;
    }
  }

  /** The newest first. */
  async all(): Promise<RegisteredVersion[]> {
    const model = await this.model();
    if (model === undefined) return [];
    const found: ModelVersion[] = [];
    const filter = `name = ${filterString(this.#model)}`;
    for await (const version of this.#client.registry.versions.search({ filter })) found.push(version);
    return found
      .map((version) => read(version, aliasesOf(model, version.version)))
      .sort((one, other) => Number(other.version) - Number(one.version));
  }

  async get(version: string): Promise<RegisteredVersion> {
    const found = await this.#client.registry.versions.get(this.#model, version);
    return read(found, found.aliases);
  }

  async ofAdapter(sha256: string): Promise<RegisteredVersion | undefined> {
    return (await this.all()).find(({ adapterSha256 }) => adapterSha256 === sha256);
  }

  /** The adapter's version, registered now where training could not. */
  async ensure(adapter: AdapterFiles): Promise<RegisteredVersion> {
    const found = await this.ofAdapter(adapter.sha256);
    if (found !== undefined) return found;
    const { runId, name, sha256, datasetId, datasetSha256, chatTemplateSha256, baseId, mlflowRunId } = adapter;
    const made = await registerAdapter(this.#client, this.#model, {
      ...{ runId, name, adapterSha256: sha256, datasetId, datasetSha256, templateSha256: chatTemplateSha256 },
      ...{ base: { id: baseId, revision: null, sha256: adapter.baseSha256 ?? null } },
      ...(await this.#sourceOf(runId, mlflowRunId)),
    });
    return read(made, []);
  }

  /** Where the artifacts lie; a run that MLflow was never told of has none there. */
  async #sourceOf(runId: string, mlflowRunId: string | null): Promise<{ mlflowRunId: string | null; source: string }> {
    const nowhere = { mlflowRunId: null, source: `naru:/runs/${runId}` };
    if (mlflowRunId === null) return nowhere;
    try {
      const { info } = await this.#client.runs.get(mlflowRunId);
      return { mlflowRunId, source: `${info.artifactUri}/adapter` };
    } catch (error) {
      if (error instanceof MlflowNotFoundError) return nowhere;
      throw error;
    }
  }
}

const aliasesOf = ({ aliases }: RegisteredModel, version: string): string[] =>
  Object.entries(aliases).flatMap(([alias, target]) => (target === version ? [alias] : []));

function read(
  { name: model, version, tags, creationTime }: ModelVersion,
  aliases: readonly string[],
): RegisteredVersion {
  const adapterSha256 = tags['naru.adapterSha256'] ?? null;
  return {
    version,
    name:
      tags['naru.name'] ?? (adapterSha256 === null ? `${model} v${version}` : `${model}@${adapterSha256.slice(0, 8)}`),
    runId: tags['naru.runId'] ?? null,
    adapterSha256,
    datasetId: tags['naru.datasetId'] ?? null,
    templateSha256: tags['naru.template.sha256'] ?? null,
    baseId: tags['naru.base.model'] ?? null,
    createdAt: creationTime ?? null,
    aliases,
  };
}

/** A version as the audit log remembers it. */
export function audited({ name, version, adapterSha256 }: RegisteredVersion): AuditedVersion {
  return { name, version, adapterSha256 };
}
