// Owns: the calls on the versions of registered models.
import { LIMITS } from '../limits.ts';
import { checkIdempotencyKey, checkKey, checkModelName, checkRunId, checkVersion, filterString } from '../names.ts';
import type { SearchOptions } from '../paging.ts';
import { IDEMPOTENCY_TAG } from '../runs/create-run.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { readModelVersion, type ModelVersion } from './entities.ts';
import { ask, encodeTag, encodeTags, put, searchAll } from './registry-calls.ts';

export interface NewModelVersion {
  /** Of a registered model that exists. */
  readonly name: string;
  /** `runs:/<run id>/<path>`, `models:/<model id>` or a store's URI. The server does not look whether it is there. */
  readonly source: string;
  /** Needed where `source` names the run's artifacts. */
  readonly runId?: string;
  /** The logged model that `source` names. */
  readonly modelId?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Makes the call find-or-create, as for runs: a version of the model that carries this key is given back. */
  readonly idempotencyKey?: string;
}

export class ModelVersions {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Creates the next version.
   *
   * Without `idempotencyKey` a request whose answer got lost is not sent again: the error's `ambiguous` is then true.
   */
  async create(version: NewModelVersion, options: CallOptions = {}): Promise<ModelVersion> {
    const { idempotencyKey: key } = version;
    const fields = encodeNewVersion(version);
    const send = async (transport: Transport): Promise<ModelVersion> => {
      const request = { method: 'POST', route: 'model-versions/create', fields, repeatable: false } as const;
      return readModelVersion((await ask(transport, request, options)).object('model_version'));
    };
    if (key === undefined) return send(this.transport);
    const once = this.transport.withoutRetries();
    return this.transport.retrying(true, options, async () => {
      return (await this.withKey(once, version.name, key, options)) ?? send(once);
    });
  }

  /** @throws MlflowNotFoundError */
  async get(name: string, version: string | number, options?: CallOptions): Promise<ModelVersion> {
    const request = { method: 'GET', route: 'model-versions/get', fields: identify(name, version) } as const;
    return readModelVersion((await ask(this.transport, request, options)).object('model_version'));
  }

  /** All versions that match, such as `name = 'naru' and run_id = '…'`. Their `aliases` are left empty. */
  search(search: SearchOptions = {}, options?: CallOptions): AsyncGenerator<ModelVersion> {
    const paged = { ...search, largestPage: LIMITS.versionsPage, list: 'model_versions' };
    return searchAll(this.transport, 'model-versions/search', paged, readModelVersion, options);
  }

  async setDescription(
    name: string,
    version: string | number,
    description: string,
    options?: CallOptions,
  ): Promise<void> {
    const fields = { ...identify(name, version), description };
    await ask(this.transport, { method: 'PATCH', route: 'model-versions/update', fields }, options);
  }

  async setTag(
    name: string,
    version: string | number,
    tag: { readonly key: string; readonly value: string },
    options?: CallOptions,
  ): Promise<void> {
    const fields = { ...identify(name, version), ...encodeTag(tag.key, tag.value) };
    await put(this.transport, { method: 'POST', route: 'model-versions/set-tag', fields }, options);
  }

  /** A tag that is not there is no error. */
  async deleteTag(name: string, version: string | number, key: string, options?: CallOptions): Promise<void> {
    const fields = { ...identify(name, version), key: checkKey('key', key) };
    await ask(this.transport, { method: 'DELETE', route: 'model-versions/delete-tag', fields }, options);
  }

  async delete(name: string, version: string | number, options?: CallOptions): Promise<void> {
    const fields = identify(name, version);
    await ask(this.transport, { method: 'DELETE', route: 'model-versions/delete', fields }, options);
  }

  private async withKey(
    transport: Transport,
    name: string,
    key: string,
    options: CallOptions,
  ): Promise<ModelVersion | undefined> {
    const filter = `name = ${filterString(name)} and tags.${IDEMPOTENCY_TAG} = ${filterString(key)}`;
    const paged = { filter, largestPage: LIMITS.versionsPage, list: 'model_versions' };
    for await (const found of searchAll(transport, 'model-versions/search', paged, readModelVersion, options))
      return found;
    return undefined;
  }
}

function encodeNewVersion(version: NewModelVersion): object {
  const { name, source, runId, modelId, description, tags, idempotencyKey } = version;
  const key = idempotencyKey === undefined ? {} : { [IDEMPOTENCY_TAG]: checkIdempotencyKey(idempotencyKey) };
  return {
    name: checkModelName('name', name),
    source,
    run_id: runId === undefined ? undefined : checkRunId(runId),
    model_id: modelId,
    description,
    tags: encodeTags({ ...tags, ...key }),
  };
}

function identify(name: string, version: string | number): { name: string; version: string } {
  return { name: checkModelName('name', name), version: checkVersion('version', version) };
}
