import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import {
  createChatClient,
  detectEngine,
  EngineError,
  type ChatClient,
  type ChatClientOptions,
  type RelayedCompletion,
} from '@naru/inference';

import { checkAdapters } from '../adapters/check-adapters.ts';
import { loadAdapter, unloadAdapter, versionOf } from '../kinds/vllm.ts';
import { SupervisedClient, type ServingEngine } from '../supervise/supervised-client.ts';
import type { BaseModel, EngineStatus, EngineSupervisor, ServedAdapter } from '../supervisor.ts';

export interface ExternalEngineOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** From one look at it to the next. */
  readonly lookMs?: number | undefined;
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

/** An engine that others run: looked for, never started or ended. Adapters can be given to it where it is vLLM. */
export class ExternalEngine implements EngineSupervisor {
  readonly client: ChatClient;
  readonly #options: ExternalEngineOptions;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  readonly #given = new Set<string>();
  #found: (ChatClientOptions & { readonly client: ChatClient }) | undefined;
  #base = UNKNOWN;
  #adapters = new Set<string>();
  #wanted: readonly ServedAdapter[] = [];
  #version: string | null = null;
  #problem: string | null = 'It was not looked for yet.';

  constructor(options: ExternalEngineOptions) {
    this.#options = options;
    this.client = new SupervisedClient('external', () => this.#serving());
  }

  get base(): BaseModel {
    return this.#base;
  }

  status(): EngineStatus {
    const isOver = this.#stopping.signal.aborted;
    return {
      state: isOver ? 'stopped' : this.#problem === null ? 'ready' : 'starting',
      engine: { name: this.#found?.kind ?? 'external', version: this.#version },
      url: this.#options.url,
      adapters: [...this.#adapters],
      restarts: 0,
      problem: this.#problem,
    };
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
    if (this.#found !== undefined) await this.#give(adapters);
    this.#wanted = adapters;
    this.#tell();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#found?.client.close();
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
    const before = this.#problem;
    try {
      const found = (this.#found ??= await this.#detected());
      const models = await found.client.models();
      this.#adapters = new Set(models.filter(({ kind }) => kind === 'adapter').map(({ id }) => id));
      this.#base = { ...this.#base, id: found.model, contextTokens: models[0]?.contextTokens ?? 0 };
      this.#base = { ...this.#base, chatTemplateSha256: await templateOf(found) };
      this.#version ??= found.kind === 'vllm' ? await versionOf(found.url) : null;
      await this.#give(this.#wanted);
      this.#problem = null;
    } catch (error) {
      this.#problem = (error as Error).message;
    }
    if (this.#problem !== before) this.#tell();
  }

  async #detected(): Promise<ChatClientOptions & { readonly client: ChatClient }> {
    const { url, apiKey } = this.#options;
    const found = await detectEngine({ name: 'the engine', url, apiKey });
    return { ...found, client: createChatClient(found) };
  }

  /** What is wanted and not there is loaded; what we loaded and is not wanted any more is unloaded. */
  async #give(adapters: readonly ServedAdapter[]): Promise<void> {
    const missing = adapters.filter(({ name }) => !this.#adapters.has(name));
    if (this.#found?.kind !== 'vllm') {
      if (missing.length > 0) throw cannotLoad(missing);
      return;
    }
    for (const adapter of missing) {
      await loadAdapter(this.#found.url, adapter);
      this.#given.add(adapter.name);
      this.#adapters.add(adapter.name);
    }
    for (const name of [...this.#given].filter((given) => !adapters.some((adapter) => adapter.name === given))) {
      this.#adapters.delete(name);
      await unloadAdapter(this.#found.url, name);
      this.#given.delete(name);
    }
  }

  async #serving(): Promise<ServingEngine> {
    if (this.#found === undefined) await this.#look();
    const found = this.#found;
    if (found === undefined) throw new EngineError('engine.unreachable', this.#problem ?? 'The engine is not there.');
    return {
      client: found.client,
      serves: (adapter) => this.#adapters.has(adapter),
      answer: (_: string | null, open: () => Promise<RelayedCompletion>) => open(),
    };
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

/** llama.cpp shows its template; vLLM does not. */
async function templateOf({ kind, url }: ChatClientOptions): Promise<string | null> {
  if (kind !== 'llamacpp') return null;
  const answer = await fetch(new URL('/props', url), { signal: AbortSignal.timeout(LOOK_MS) }).catch(() => undefined);
  if (answer?.ok !== true) return null;
  const { chat_template: template } = (await answer.json()) as { chat_template?: unknown };
  return typeof template === 'string' ? createHash('sha256').update(template).digest('hex') : null;
}

function cannotLoad(adapters: readonly ServedAdapter[]): AppError {
  const names = adapters.map(({ name }) => name).join(', ');
  return new AppError(
    'engine.model-unknown',
    `The engine that others run has no adapter ${names}, and takes none at run time.`,
    {
      hint: 'Start it with them, or let Naru run the engine: ENGINE=llamacpp.',
    },
  );
}
