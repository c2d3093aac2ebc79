import type { AppLogger } from '@naru/logging';
import { AppError } from '@naru/contracts';
import { AdapterRow, newId, type Database } from '@naru/db';
import { isRefusal, RefusedAdapters, type EngineSupervisor } from '@naru/engine';
import type { FinishedRun } from '@naru/runs';

/** A model that a person can choose. */
export interface ServedModel {
  readonly id: string;
  readonly kind: 'base' | 'adapter';
  /** What the engine is asked for; null: the base model. */
  readonly adapter: AdapterRow | null;
  readonly ready: boolean;
  readonly default: boolean;
  /** Why it is not ready, or what it is. */
  readonly description: string | null;
  readonly contextTokens: number;
}

export interface ServedModelsParts {
  readonly database: Database;
  readonly engine: EngineSupervisor;
  /** What the engine loads of an adapter. */
  readonly adapterForm: 'gguf' | 'peft';
  readonly runs: { news(): Promise<readonly FinishedRun[]> };
  readonly log: AppLogger['log'];
  readonly defaultModel: string | undefined;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 3000;
/** What the model of an engine that others run is called until it answers. */
const NOT_FOUND_YET = 'external';
/** Where neither the engine nor the model says how much it takes. */
const LEAST_CONTEXT = 2048;

/** The base model and every adapter: registered when its run has finished, then loaded by the engine. */
export class ServedModels {
  readonly #parts: ServedModelsParts;
  readonly #refused = new RefusedAdapters();
  #adapters: readonly AdapterRow[] = [];
  #context: { readonly of: string; readonly tokens: number } | undefined;
  #production: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: ServedModelsParts) {
    this.#parts = parts;
  }

  /** Looks for finished runs now, and again every few seconds. Loading an adapter does not hold up the start. */
  async start(): Promise<void> {
    await this.#register();
    const { defaultModel, log } = this.#parts;
    if (defaultModel !== undefined && this.list().every(({ id }) => id !== defaultModel)) {
      log.warn({ defaultModel }, 'no model has the name DEFAULT_MODEL yet: the base model is the default');
    }
    const again = (): void => {
      this.#looking = this.look().finally(() => {
        if (this.#timer !== undefined) this.#timer = setTimeout(again, this.#parts.lookEveryMs ?? LOOK_EVERY_MS);
      });
    };
    this.#timer = setTimeout(again, 0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** One look; its failure is logged, and the next look tries again. */
  async look(): Promise<void> {
    try {
      await this.#register();
      await this.#measure();
      await this.#load();
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the adapters could not be brought up to date');
    }
  }

  list(): readonly ServedModel[] {
    const { engine, defaultModel } = this.#parts;
    const { adapters, state } = engine.status();
    const loaded = new Set(adapters);
    const contextTokens = this.#context?.tokens ?? (engine.base.contextTokens || LEAST_CONTEXT);
    const isReady = state === 'ready';
    const base: ServedModel = {
      id: engine.base.id,
      kind: 'base',
      adapter: null,
      ready: isReady,
      default: false,
      description: null,
      contextTokens,
    };
    const others = this.#adapters.map((adapter): ServedModel => ({
      id: adapter.name,
      kind: 'adapter',
      adapter,
      ready: isReady && loaded.has(adapter.name),
      default: false,
      description: loaded.has(adapter.name) ? null : this.#refused.because(adapter.name),
      contextTokens,
    }));
    const all = [base, ...others];
    // What is in production may not be loaded yet after a start: until then the base model answers.
    const production = all.find(({ id, ready }) => id === this.#production && ready);
    const chosen = all.find(({ id }) => id === defaultModel) ?? production ?? base;
    return all.map((model) => (model === chosen ? { ...model, default: true } : model));
  }

  /** False while an engine that others run has not answered yet: which base model it has is not known. */
  get isFound(): boolean {
    const { engine } = this.#parts;
    return engine.base.id !== NOT_FOUND_YET || engine.status().state === 'ready';
  }

  /** Who names no model gets this one from now on, where no DEFAULT_MODEL is set. @param name null: the base model */
  setProduction(name: string | null): void {
    this.#production = name;
  }

  /** The adapter of this content, where its run is on this machine. */
  ofContent(sha256: string): ServedModel | undefined {
    return this.list().find(({ adapter }) => adapter?.sha256 === sha256);
  }

  /**
   * The model of this name; the default one where none is named.
   *
   * @throws AppError `engine.model-unknown`; `engine.unreachable` while an engine that others run was not found yet
   */
  resolve(id: string | null | undefined): ServedModel {
    if (!this.isFound) {
      throw new AppError('engine.unreachable', 'The engine was not found yet: which models it has is not known.');
    }
    const all = this.list();
    const found = id === null || id === undefined ? all.find((model) => model.default) : all.find((m) => m.id === id);
    if (found === undefined) {
      throw new AppError('engine.model-unknown', `There is no model "${String(id).slice(0, 200)}" here.`, {
        hint: 'GET /v1/models lists what there is.',
      });
    }
    return found;
  }

  async #register(): Promise<void> {
    const { runs, database, engine, log } = this.#parts;
    const news = await runs.news();
    for (const { runId, ...run } of news) {
      const row = { ...run, runId, id: newId(), desired: 'present' as const, createdAt: Date.now() };
      // A name that is there already stands for the same content: it holds the content's hash.
      await database.write((manager) =>
        manager.createQueryBuilder().insert().into(AdapterRow).values(row).orIgnore().execute(),
      );
      log.info({ adapter: run.name, runId }, 'a finished run can be served');
    }
    this.#adapters = await database.read.find(AdapterRow, {
      where: { desired: 'present', baseId: engine.base.id },
      order: { id: 'ASC' },
    });
  }

  // What one request may fill is less than what the model was made for where the engine was given less.
  async #measure(): Promise<void> {
    const { engine } = this.#parts;
    const { state, url, restarts } = engine.status();
    const of = `${url ?? ''} ${restarts}`;
    if (state !== 'ready' || this.#context?.of === of) return;
    const [base] = await engine.client.models();
    if (base?.contextTokens) this.#context = { of, tokens: base.contextTokens };
  }

  async #load(): Promise<void> {
    const { engine } = this.#parts;
    if (engine.status().state !== 'ready') return;
    const loaded = new Set(engine.status().adapters);
    // One that was not there, and that the engine names by now, waits no longer.
    const wanted = this.#adapters.filter(({ name }) => loaded.has(name) || !this.#refused.has(name));
    const isAsked = wanted.some(({ name }) => this.#refused.because(name) !== null);
    if (!isAsked && wanted.length === loaded.size && wanted.every(({ name }) => loaded.has(name))) return;
    try {
      await engine.setAdapters(wanted.map((row) => this.#served(row)));
      this.#taken(wanted);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#offerEach(wanted, loaded);
    }
  }

  // One adapter that cannot be served keeps none of the others away, and takes none away that is served.
  async #offerEach(wanted: readonly AdapterRow[], loaded: ReadonlySet<string>): Promise<void> {
    const { engine, log } = this.#parts;
    let accepted = wanted.filter(({ name }) => loaded.has(name));
    for (const row of wanted.filter(({ name }) => !loaded.has(name))) {
      try {
        await engine.setAdapters([...accepted, row].map((each) => this.#served(each)));
        accepted = [...accepted, row];
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const { times, againInMs } = this.#refused.add(row.name, error);
        const level = times === 1 ? 'warn' : 'debug';
        log[level]({ adapter: row.name, err: error, againInMs }, 'an adapter is not served');
      }
    }
    this.#taken(accepted);
  }

  #taken(rows: readonly AdapterRow[]): void {
    for (const { name } of rows) {
      if (this.#refused.taken(name)) this.#parts.log.info({ adapter: name }, 'an adapter is served after all');
    }
  }

  #served(row: AdapterRow) {
    const path = this.#parts.adapterForm === 'gguf' ? (row.ggufPath ?? row.path) : row.path;
    return { name: row.name, path, chatTemplateSha256: row.chatTemplateSha256 };
  }
}
