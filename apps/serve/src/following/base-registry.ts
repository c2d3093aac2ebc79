import { AppError } from '@naru/contracts';
import { engineSoftware, type EngineSupervisor } from '@naru/engine';
import type { Registry, ServedBy } from '@naru/registry';

/** Opens the registry of a base model. */
export type OpenRegistry = (baseId: string) => Registry;

export interface BaseRegistryParts {
  readonly engine: EngineSupervisor;
  /** Undefined: nothing says what is in production. */
  readonly open: OpenRegistry | undefined;
  readonly baseSha256: () => string | null;
}

/** What the model of an engine that others run is called until it answers. */
const NOT_FOUND_YET = 'external';

/** The registry of the base model that the engine serves, once that is known. */
export class BaseRegistry {
  readonly #parts: BaseRegistryParts;
  #opened: { readonly baseId: string; readonly registry: Registry } | undefined;

  constructor(parts: BaseRegistryParts) {
    this.#parts = parts;
  }

  /** Undefined: there is none, or the engine was not found yet. */
  get registry(): Registry | undefined {
    const { engine, open } = this.#parts;
    const { id: baseId } = engine.base;
    if (open === undefined || baseId === NOT_FOUND_YET) return undefined;
    if (this.#opened?.baseId !== baseId) this.#opened = { baseId, registry: open(baseId) };
    return this.#opened.registry;
  }

  /** @throws AppError `registry.none` where there is none */
  required(): Registry {
    const { registry } = this;
    if (registry !== undefined) return registry;
    throw new AppError('registry.none', 'There is no registry here yet.', {
      hint: 'The engine has to have answered once, and MLFLOW_TRACKING_URI to be set.',
    });
  }

  /** What would serve a candidate now, as a promotion asks for it. */
  get servedBy(): ServedBy {
    const { engine, baseSha256 } = this.#parts;
    const { base } = engine;
    const { name, version } = engine.status().engine;
    return {
      kind: engineSoftware(name),
      version,
      baseId: base.id,
      baseSha256: baseSha256(),
      chatTemplateSha256: base.chatTemplateSha256,
    };
  }
}
