import type { CallOptions, ChatMessage, EngineModel, Tool } from '../chat-client.ts';
import type { AllowedBody } from '../completion-body.ts';
import type { EngineHttp } from './engine-http.ts';

/** What differs from engine to engine. */
export interface Dialect {
  /** The body with the fields that choose base model or adapter. */
  addressed(body: AllowedBody, options: Addressing, call: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  countTokens(messages: readonly ChatMessage[], tools: readonly Tool[], call: CallOptions): Promise<number>;
  tokenize(text: string, call: CallOptions): Promise<readonly number[]>;
  models(call: CallOptions): Promise<readonly EngineModel[]>;
}

export interface Addressing {
  readonly adapter: string | null;
  readonly continueLast: boolean;
}

export interface DialectOptions {
  readonly http: EngineHttp;
  /** What the base model is called upstream. */
  readonly model: string;
}
