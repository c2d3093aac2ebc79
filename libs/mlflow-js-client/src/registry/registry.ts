// Owns: the model registry as one namespace.
import type { Transport } from '../transport/transport.ts';
import { ModelAliases } from './aliases.ts';
import { RegisteredModels } from './models.ts';
import { ModelVersions } from './versions.ts';

export class Registry {
  readonly models: RegisteredModels;
  readonly versions: ModelVersions;
  readonly aliases: ModelAliases;

  constructor(transport: Transport) {
    this.models = new RegisteredModels(transport);
    this.versions = new ModelVersions(transport);
    this.aliases = new ModelAliases(transport);
  }
}
