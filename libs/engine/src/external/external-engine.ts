import { setTimeout as sleep } from 'node:timers/promises';

import {
  createEnginePool,
  EngineError,
  type ChatClient,
  type EnginePool,
  type EnginePoolOptions,
  type RelayedCompletion,
} from '@naru/inference';

import { checkAdapters } from '../adapters/check-adapters.ts';
import { SupervisedClient, type ServingEngine } from '../supervise/supervised-client.ts';
import type { BaseModel, EngineStatus, EngineSupervisor, ServedAdapter, Visit } from '../supervisor.ts';
import { ExternalMember } from './external-member.ts';

export interface ExternalEngineOptions {
  /** Of one engine, or of several that serve the same model. */
  readonly urls: readonly string[];
  readonly apiKey?: string | undefined;
  /** From one look at them to the next. */
  readonly lookMs?: number | undefined;
  /** How patient requests are with them. */
  readonly pool?: EnginePoolOptions | undefined;
  /** Told when one of several comes or goes. */
  readonly onEvent?: ((text: string) => void) | undefined;
}

const LOOK_MS = 10_000;
const UNKNOWN: BaseModel = {
  id: 'external',
  path: '',
  chatTemplateSha256: null,
  contextTokens: 0,
  weightBytes: 0,
  quantization: null,
};

/**
 * An engine that others run, or several of one model as one: looked for, never started or ended. A request that one of
 * them fails before its first byte goes to another, or again to the same. Adapters can be given to those that are vLLM;
 * chosen can be what all of them have.
 */
export class ExternalEngine implements EngineSupervisor {
  readonly client: ChatClient;
  readonly #options: ExternalEngineOptions;
  readonly #members: readonly ExternalMember[];
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  #pool: { readonly of: readonly ChatClient[]; readonly client: EnginePool } | undefined;
  #base = UNKNOWN;
  #wanted: readonly ServedAdapter[] = [];

  constructor(options: ExternalEngineOptions) {
    const { urls, apiKey } = options;
    this.#options = options;
    this.#members = urls.map((url) => {
      const name = urls.length === 1 ? 'the engine' : `the engine at ${new URL(url).host}`;
      return new ExternalMember({ name, url, apiKey });
    });
    this.client = new SupervisedClient('external', () => this.#serving());
  }

  get base(): BaseModel {
    return this.#base;
  }

  status(): EngineStatus {
    const [first] = this.#members;
    const answering = this.#answering();
    const isOver = this.#stopping.signal.aborted;
    const told = answering[0] ?? first;
    return {
      state: isOver ? 'stopped' : answering.length > 0 ? 'ready' : 'starting',
      engine: { name: told?.kind ?? 'external', version: told?.version ?? null },
      url: this.#members.map(({ url }) => url).join(', '),
      adapters: this.#adapters(),
      restarts: 0,
      problem: answering.length > 0 ? null : (first?.problem ?? null),
    };
  }

  /** Who runs them answers for them: nothing of theirs is ended here. */
  visit(): Visit | null {
    const url = this.#answering()[0]?.url;
    return url === undefined ? null : { url, progressed: () => undefined, leave: () => undefined };
  }

  onChange(listener: (status: EngineStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks for it once, and from then on again and again. One that is not there is no error: it may come. */
  async start(): Promise<void> {
    await this.#look();
    void this.#keepLooking();
  }

  async setAdapters(adapters: readonly ServedAdapter[]): Promise<void> {
    checkAdapters(adapters, this.#base.chatTemplateSha256 === null ? trusting(this.#base, adapters) : this.#base);
    await Promise.all(this.#members.filter(({ client }) => client !== undefined).map((each) => each.give(adapters)));
    this.#wanted = adapters;
    this.#tell();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const { of = [], client: pool } = this.#pool ?? {};
    const others = this.#members.filter(({ client }) => client !== undefined && !of.includes(client));
    await Promise.all([pool?.close(), ...others.map(({ client }) => client?.close())]);
    this.#tell();
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await sleep(this.#options.lookMs ?? LOOK_MS, undefined, { ref: false, signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const before = this.#members.map(({ problem }) => problem);
    await Promise.all(this.#members.map((member) => member.look(this.#wanted)));
    const [first, ...others] = this.#answering();
    if (first?.base !== undefined) {
      const contexts = [first, ...others].map(({ base }) => base?.contextTokens ?? 0);
      this.#base = { ...this.#base, ...first.base, contextTokens: Math.min(...contexts) };
    }
    const changed = this.#members.filter(({ problem }, index) => problem !== before[index]);
    if (this.#members.length > 1) {
      for (const { url, problem } of changed) this.#options.onEvent?.(`${url} ${problem ?? 'answers'}`);
    }
    if (changed.length > 0) this.#tell();
  }

  /** Those that are there and serve the model that the first of them did. */
  #answering(): readonly ExternalMember[] {
    const there = this.#members.filter(({ problem }) => problem === null);
    const model = this.#base === UNKNOWN ? there[0]?.base?.id : this.#base.id;
    return there.filter(({ base }) => base?.id === model);
  }

  /** What any of them may be asked for. */
  #adapters(): string[] {
    const answering = this.#answering();
    const [first, ...others] = answering.length > 0 ? answering : this.#members;
    return [...(first?.adapters ?? [])].filter((name) => others.every(({ adapters }) => adapters.has(name)));
  }

  async #serving(): Promise<ServingEngine> {
    const found = (): ChatClient[] =>
      this.#members.flatMap(({ client, base }) => (client !== undefined && base?.id === this.#base.id ? [client] : []));
    if (found().length === 0) await this.#look();
    const clients = found();
    if (clients.length === 0) {
      const problem = this.#members[0]?.problem ?? 'The engine is not there.';
      throw new EngineError('engine.unreachable', problem);
    }
    return {
      client: this.#pooled(clients),
      serves: (adapter) => this.#adapters().includes(adapter),
      answer: (_: string | null, open: () => Promise<RelayedCompletion>) => open(),
    };
  }

  // Made anew where another engine was found: what runs over the old one ends there.
  #pooled(clients: readonly ChatClient[]): EnginePool {
    const { of = [], client } = this.#pool ?? {};
    if (client !== undefined && of.length === clients.length && of.every((each, index) => each === clients[index]))
      return client;
    const made = createEnginePool(clients, this.#options.pool);
    this.#pool = { of: clients, client: made };
    return made;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.status());
  }
}

/** Where the engine does not show its template, the adapters' own is taken for it: one must not differ from another. */
function trusting(base: BaseModel, adapters: readonly ServedAdapter[]): BaseModel {
  const known = adapters.find(({ chatTemplateSha256 }) => chatTemplateSha256 !== null);
  return { ...base, chatTemplateSha256: known?.chatTemplateSha256 ?? null };
}
