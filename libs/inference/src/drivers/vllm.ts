import type { CallOptions, ChatMessage, EngineModel, Tool } from '../chat-client.ts';
import type { AllowedBody } from '../completion-body.ts';
import { EngineError } from '../engine-error.ts';
import type { Addressing, Dialect, DialectOptions } from './dialect.ts';
import type { EngineHttp } from './engine-http.ts';

interface ModelCard {
  readonly id: string;
  /** Of an adapter: its base model. Its `root` is a path on the engine's machine and goes nowhere. */
  readonly parent?: string | null;
  readonly max_model_len?: number | null;
}

/** vLLM's server: an adapter is a model with a name of its own. */
export class Vllm implements Dialect {
  readonly #http: EngineHttp;
  readonly #model: string;

  constructor({ http, model }: DialectOptions) {
    this.#http = http;
    this.#model = model;
  }

  addressed(body: AllowedBody, { adapter, continueLast }: Addressing): Promise<Record<string, unknown>> {
    return Promise.resolve({
      ...body,
      model: adapter ?? this.#model,
      ...(continueLast && { add_generation_prompt: false, continue_final_message: true }),
    });
  }

  async countTokens(messages: readonly ChatMessage[], tools: readonly Tool[], call: CallOptions): Promise<number> {
    const asked = { model: this.#modelOf(call), messages, ...(tools.length > 0 && { tools }) };
    const document = await this.#http.ask('/tokenize', asked, call);
    const { count } = document as { count?: unknown };
    if (typeof count !== 'number')
      throw new EngineError('engine.failed', `${this.#http.name} gave no count of tokens.`);
    return count;
  }

  async tokenize(text: string, call: CallOptions): Promise<readonly number[]> {
    const asked = { model: this.#modelOf(call), prompt: text, add_special_tokens: false };
    const document = await this.#http.ask('/tokenize', asked, call);
    const { tokens } = document as { tokens?: readonly number[] };
    if (!Array.isArray(tokens)) throw new EngineError('engine.failed', `${this.#http.name} gave no tokens.`);
    return tokens as readonly number[];
  }

  async models(call: CallOptions): Promise<readonly EngineModel[]> {
    const document = await this.#http.ask('/v1/models', undefined, call);
    const { data = [] } = document as { data?: readonly ModelCard[] };
    const contextTokens = data.find(({ parent }) => !parent)?.max_model_len ?? null;
    return data.map(({ id, parent }) => ({ id, kind: parent ? 'adapter' : 'base', contextTokens }));
  }

  #modelOf({ adapter }: CallOptions): string {
    return adapter ?? this.#model;
  }
}
