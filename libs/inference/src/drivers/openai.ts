import type { CallOptions, ChatMessage, EngineModel, Tool } from '../chat-client.ts';
import type { AllowedBody } from '../completion-body.ts';
import { EngineError } from '../engine-error.ts';
import type { Addressing, Dialect, DialectOptions } from './dialect.ts';
import type { EngineHttp } from './engine-http.ts';

// Korean takes some three bytes a token in today's vocabularies, English four: this counts too many rather than too few.
const BYTES_PER_TOKEN = 2;
const TOKENS_PER_MESSAGE = 8;

/** Any server of OpenAI's API. It has no way to count tokens, so they are estimated, on the safe side. */
export class OpenAiCompatible implements Dialect {
  readonly #http: EngineHttp;
  readonly #model: string;

  constructor({ http, model }: DialectOptions) {
    this.#http = http;
    this.#model = model;
  }

  addressed(body: AllowedBody, { adapter }: Addressing): Promise<Record<string, unknown>> {
    return Promise.resolve({ ...body, model: adapter ?? this.#model });
  }

  countTokens(messages: readonly ChatMessage[], tools: readonly Tool[]): Promise<number> {
    const bytes = Buffer.byteLength(JSON.stringify([messages.map(({ content }) => content), tools]));
    return Promise.resolve(Math.ceil(bytes / BYTES_PER_TOKEN) + messages.length * TOKENS_PER_MESSAGE);
  }

  tokenize(): Promise<readonly number[]> {
    return Promise.reject(
      new EngineError('engine.bad-request', `${this.#http.name} has no tokenizer that can be asked.`),
    );
  }

  async models(call: CallOptions): Promise<readonly EngineModel[]> {
    const document = await this.#http.ask('/v1/models', undefined, call);
    const { data = [] } = document as { data?: readonly { readonly id: string }[] };
    return data.map(({ id }) => ({ id, kind: id === this.#model ? 'base' : 'adapter', contextTokens: null }));
  }
}
