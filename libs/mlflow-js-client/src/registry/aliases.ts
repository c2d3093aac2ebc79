// Owns: the calls on aliases, the movable names of model versions.
import { MlflowError } from '../errors.ts';
import { checkAlias, checkModelName, checkVersion } from '../names.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { readModelVersion, type ModelVersion } from './entities.ts';
import { ask, put } from './registry-calls.ts';

const ROUTE = 'registered-models/alias';

export class ModelAliases {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Points the alias to the version, wherever it pointed before. */
  async set(name: string, alias: string, version: string | number, options?: CallOptions): Promise<void> {
    const fields = { ...identify(name, alias), version: checkVersion('version', version) };
    await put(this.transport, { method: 'POST', route: ROUTE, fields }, options);
  }

  /** The version that the alias points to; none where the model has no such alias. */
  async get(name: string, alias: string, options?: CallOptions): Promise<ModelVersion | undefined> {
    try {
      const answer = await ask(this.transport, { method: 'GET', route: ROUTE, fields: identify(name, alias) }, options);
      return readModelVersion(answer.object('model_version'));
    } catch (error) {
      // MLflow answers 400, not 404; only the message tells it from other bad requests.
      if (error instanceof MlflowError && /alias .* not found/i.test(error.message)) return undefined;
      throw error;
    }
  }

  /** An alias that is not there is no error. */
  async delete(name: string, alias: string, options?: CallOptions): Promise<void> {
    await ask(this.transport, { method: 'DELETE', route: ROUTE, fields: identify(name, alias) }, options);
  }
}

function identify(name: string, alias: string): { name: string; alias: string } {
  return { name: checkModelName('name', name), alias: checkAlias('alias', alias) };
}
