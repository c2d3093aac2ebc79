import type {
  CallOptions,
  ChatClient,
  ChatEvent,
  ChatMessage,
  ChatRequest,
  CompletionBody,
  EngineModel,
  RelayedCompletion,
  Tool,
} from '../chat-client.ts';
import { checkedBody } from '../completion-body.ts';
import { openRelay } from '../relay/open-relay.ts';
import { streamEvents } from '../stream-events.ts';
import type { Dialect, DialectOptions } from './dialect.ts';
import { EngineHttp, type EngineAddress } from './engine-http.ts';
import { LlamaCpp } from './llamacpp.ts';
import { OpenAiCompatible } from './openai.ts';
import { Vllm } from './vllm.ts';

export type DriverKind = 'llamacpp' | 'vllm' | 'openai';

export interface ChatClientOptions extends EngineAddress {
  readonly kind: DriverKind;
  /** What the base model is called upstream. */
  readonly model: string;
}

const COMPLETIONS = '/v1/chat/completions';
const CANARY = { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1, temperature: 0 } as const;
const CANARY_MS = 30_000;

/** A client of one engine. It tries everything once; `createEnginePool` adds patience. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const http = new EngineHttp(options);
  return new EngineClient(http, dialectOf(options.kind, { http, model: options.model }));
}

function dialectOf(kind: DriverKind, options: DialectOptions): Dialect {
  switch (kind) {
    case 'llamacpp':
      return new LlamaCpp(options);
    case 'vllm':
      return new Vllm(options);
    case 'openai':
      return new OpenAiCompatible(options);
  }
}

class EngineClient implements ChatClient {
  readonly name: string;
  readonly #http: EngineHttp;
  readonly #dialect: Dialect;

  constructor(http: EngineHttp, dialect: Dialect) {
    this.name = http.name;
    this.#http = http;
    this.#dialect = dialect;
  }

  stream(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<ChatEvent, void, undefined> {
    return streamEvents(this, request, options);
  }

  async openCompletion(asked: CompletionBody, options: CallOptions = {}): Promise<RelayedCompletion> {
    const { body, passUsage, continueLast } = checkedBody(asked);
    const adapter = options.adapter ?? null;
    const addressed = await this.#dialect.addressed(body, { adapter, continueLast }, options);
    return openRelay(this.#http, { path: COMPLETIONS, body: addressed, passUsage }, options);
  }

  countTokens(
    messages: readonly ChatMessage[],
    tools: readonly Tool[] = [],
    options: CallOptions = {},
  ): Promise<number> {
    return this.#dialect.countTokens(messages, tools, options);
  }

  tokenize(text: string, options: CallOptions = {}): Promise<readonly number[]> {
    return this.#dialect.tokenize(text, options);
  }

  models(options: CallOptions = {}): Promise<readonly EngineModel[]> {
    return this.#dialect.models(options);
  }

  async canary(options: CallOptions = {}): Promise<void> {
    const { body } = await this.openCompletion(CANARY, {
      ...options,
      timeouts: { wholeMs: CANARY_MS, ...options.timeouts },
    });
    body.destroy();
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
