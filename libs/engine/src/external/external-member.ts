import { createHash } from 'node:crypto';

import { AppError } from '@naru/contracts';
import { createChatClient, detectEngine, type ChatClient, type ChatClientOptions } from '@naru/inference';

import { loadAdapter, unloadAdapter, versionOf } from '../kinds/vllm.ts';
import type { BaseModel, ServedAdapter } from '../supervisor.ts';

export interface MemberOptions {
  /** As messages call it. */
  readonly name: string;
  readonly url: string;
  readonly apiKey: string | undefined;
}

type Found = ChatClientOptions & { readonly client: ChatClient };

const LOOK_MS = 10_000;

/** One of the engines that others run. */
export class ExternalMember {
  readonly url: string;
  readonly #options: MemberOptions;
  readonly #given = new Set<string>();
  #found: Found | undefined;
  #base: Pick<BaseModel, 'id' | 'contextTokens' | 'chatTemplateSha256'> | undefined;
  #adapters = new Set<string>();
  #version: string | null = null;
  #problem: string | null = 'It was not looked for yet.';

  constructor(options: MemberOptions) {
    this.url = options.url;
    this.#options = options;
  }

  /** undefined: it was never there. */
  get client(): ChatClient | undefined {
    return this.#found?.client;
  }

  get kind(): string | undefined {
    return this.#found?.kind;
  }

  get base() {
    return this.#base;
  }

  get adapters(): ReadonlySet<string> {
    return this.#adapters;
  }

  get version(): string | null {
    return this.#version;
  }

  /** Why it does not answer; null where it does. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether it is there, what it serves, and what of the wanted adapters it has to be given again. */
  async look(wanted: readonly ServedAdapter[]): Promise<void> {
    try {
      const found = (this.#found ??= await this.#detected());
      const models = await found.client.models();
      this.#adapters = new Set(models.filter(({ kind }) => kind === 'adapter').map(({ id }) => id));
      const contextTokens = models[0]?.contextTokens ?? 0;
      this.#base = { id: found.model, contextTokens, chatTemplateSha256: await templateOf(found) };
      this.#version ??= found.kind === 'vllm' ? await versionOf(found.url) : null;
      await this.give(wanted);
      this.#problem = null;
    } catch (error) {
      this.#problem = (error as Error).message;
    }
  }

  /** What is wanted and not there is loaded; what we loaded and is not wanted any more is unloaded. */
  async give(adapters: readonly ServedAdapter[]): Promise<void> {
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

  async #detected(): Promise<Found> {
    const found = await detectEngine(this.#options);
    return { ...found, client: createChatClient(found) };
  }
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
