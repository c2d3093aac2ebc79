import { basename } from 'node:path';

import type { CallOptions, ChatMessage, EngineModel, Tool } from '../chat-client.ts';
import type { AllowedBody } from '../completion-body.ts';
import { EngineError } from '../engine-error.ts';
import type { Addressing, Dialect, DialectOptions } from './dialect.ts';
import type { EngineHttp } from './engine-http.ts';

interface LoadedAdapter {
  readonly id: number;
  /** `<name>.gguf`: the engine keeps no other name of an adapter. */
  readonly path: string;
}

/** llama.cpp's server: adapters are loaded at its start and chosen by their number. */
export class LlamaCpp implements Dialect {
  readonly #http: EngineHttp;
  readonly #model: string;
  #adapters: Promise<ReadonlyMap<string, number>> | undefined;

  constructor({ http, model }: DialectOptions) {
    this.#http = http;
    this.#model = model;
  }

  async addressed(body: AllowedBody, { adapter }: Addressing, call: CallOptions): Promise<Record<string, unknown>> {
    const known = await this.#adaptersWith(adapter, call);
    const chosen = adapter === null ? undefined : known.get(adapter);
    // Each is named: one that is left out keeps the scale that the server was started with.
    const lora = [...known.values()].map((id) => ({ id, scale: id === chosen ? 1 : 0 }));
    return { ...body, model: adapter ?? this.#model, lora };
  }

  async countTokens(messages: readonly ChatMessage[], tools: readonly Tool[], call: CallOptions): Promise<number> {
    const asked = { messages, ...(tools.length > 0 && { tools }) };
    const document = await this.#http.ask('/apply-template', asked, call);
    const { prompt } = document as { prompt?: unknown };
    if (typeof prompt !== 'string') throw new EngineError('engine.failed', `${this.#http.name} gave no prompt.`);
    return (await this.#tokens({ content: prompt, add_special: true, parse_special: true }, call)).length;
  }

  tokenize(text: string, call: CallOptions): Promise<readonly number[]> {
    return this.#tokens({ content: text, add_special: false, parse_special: false }, call);
  }

  async models(call: CallOptions): Promise<readonly EngineModel[]> {
    const document = await this.#http.ask('/v1/models', undefined, call);
    const { data = [] } = document as { data?: readonly { meta?: { n_ctx?: number } | null }[] };
    const contextTokens = data[0]?.meta?.n_ctx ?? null;
    const adapters = await this.#refreshed(call);
    return [
      { id: this.#model, kind: 'base', contextTokens },
      ...[...adapters.keys()].map((id): EngineModel => ({ id, kind: 'adapter', contextTokens })),
    ];
  }

  async #tokens(body: object, call: CallOptions): Promise<readonly number[]> {
    const document = await this.#http.ask('/tokenize', body, call);
    const { tokens } = document as { tokens?: readonly number[] };
    if (!Array.isArray(tokens)) throw new EngineError('engine.failed', `${this.#http.name} gave no tokens.`);
    return tokens as readonly number[];
  }

  async #adaptersWith(adapter: string | null, call: CallOptions): Promise<ReadonlyMap<string, number>> {
    const known = await (this.#adapters ?? this.#refreshed(call));
    if (adapter === null || known.has(adapter)) return known;
    const now = await this.#refreshed(call);
    if (now.has(adapter)) return now;
    throw new EngineError('engine.model-unknown', `${this.#http.name} has no adapter "${adapter}".`, {
      param: 'model',
    });
  }

  #refreshed(call: CallOptions): Promise<ReadonlyMap<string, number>> {
    const asked = this.#http.ask('/lora-adapters', undefined, call).then((document) => {
      const all = document as readonly LoadedAdapter[];
      return new Map(all.map(({ id, path }): [string, number] => [basename(path, '.gguf'), id]));
    });
    this.#adapters = asked;
    asked.catch(() => {
      if (this.#adapters === asked) this.#adapters = undefined;
    });
    return asked;
  }
}
