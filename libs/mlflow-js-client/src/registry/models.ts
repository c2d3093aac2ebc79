// Owns: the calls on registered models.
import { MlflowAlreadyExistsError, MlflowNotFoundError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { checkKey, checkModelName } from '../names.ts';
import type { SearchOptions } from '../paging.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { readRegisteredModel, type RegisteredModel } from './entities.ts';
import { ask, encodeTag, encodeTags, put, searchAll } from './registry-calls.ts';

export interface NewRegisteredModel {
  /** No `/` and no `:`. */
  readonly name: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export class RegisteredModels {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** @throws MlflowAlreadyExistsError */
  async create(model: NewRegisteredModel, options?: CallOptions): Promise<RegisteredModel> {
    const name = checkModelName('name', model.name);
    const fields = { name, description: model.description, tags: encodeTags(model.tags) };
    const alreadyDone = (error: unknown): boolean => error instanceof MlflowAlreadyExistsError;
    const request = { method: 'POST', route: 'registered-models/create', fields, alreadyDone } as const;
    const answer = await ask(this.transport, request, options);
    return answer.has('registered_model')
      ? readRegisteredModel(answer.object('registered_model'))
      : this.get(name, options);
  }

  /** @throws MlflowNotFoundError */
  async get(name: string, options?: CallOptions): Promise<RegisteredModel> {
    const fields = { name: checkModelName('name', name) };
    const answer = await ask(this.transport, { method: 'GET', route: 'registered-models/get', fields }, options);
    return readRegisteredModel(answer.object('registered_model'));
  }

  /** The model of that name, created if there is none. Safe when several processes start at once. */
  async getOrCreate(model: string | NewRegisteredModel, options?: CallOptions): Promise<RegisteredModel> {
    const wanted = typeof model === 'string' ? { name: model } : model;
    try {
      return await this.get(wanted.name, options);
    } catch (error) {
      if (!(error instanceof MlflowNotFoundError) || error.errorCode === undefined) throw error;
    }
    try {
      return await this.create(wanted, options);
    } catch (error) {
      if (error instanceof MlflowAlreadyExistsError) return this.get(wanted.name, options);
      throw error;
    }
  }

  /** All registered models that match, such as `name LIKE 'naru%'`. */
  search(search: SearchOptions = {}, options?: CallOptions): AsyncGenerator<RegisteredModel> {
    const paged = { ...search, largestPage: LIMITS.modelsPage, list: 'registered_models' };
    return searchAll(this.transport, 'registered-models/search', paged, readRegisteredModel, options);
  }

  async setDescription(name: string, description: string, options?: CallOptions): Promise<void> {
    const fields = { name: checkModelName('name', name), description };
    await ask(this.transport, { method: 'PATCH', route: 'registered-models/update', fields }, options);
  }

  async setTag(name: string, key: string, value: string, options?: CallOptions): Promise<void> {
    const fields = { name: checkModelName('name', name), ...encodeTag(key, value) };
    await put(this.transport, { method: 'POST', route: 'registered-models/set-tag', fields }, options);
  }

  /** A tag that is not there is no error. */
  async deleteTag(name: string, key: string, options?: CallOptions): Promise<void> {
    const fields = { name: checkModelName('name', name), key: checkKey('key', key) };
    await ask(this.transport, { method: 'DELETE', route: 'registered-models/delete-tag', fields }, options);
  }

  /** Deletes the model with all its versions, for good. */
  async delete(name: string, options?: CallOptions): Promise<void> {
    const fields = { name: checkModelName('name', name) };
    await ask(this.transport, { method: 'DELETE', route: 'registered-models/delete', fields }, options);
  }
}
