import type { Readable } from 'node:stream';

import type { Timeouts } from './timeouts.ts';

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** A tool call as the OpenAI API spells it. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | readonly TextPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
}

/** A function that the model may call; `parameters` is a JSON Schema. */
export interface Tool {
  readonly type: 'function';
  readonly function: { readonly name: string; readonly description?: string; readonly parameters?: object };
}

/** What is asked of the model. Undefined: the engine's own default. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly tools?: readonly Tool[] | undefined;
  /** The last message is an assistant's, and the answer goes on where it ends. */
  readonly continueLast?: boolean | undefined;
}

export interface CallOptions {
  /** Name of a loaded adapter; null or undefined: the base model. */
  readonly adapter?: string | null | undefined;
  /** Ends the call; the upstream socket is closed at once. */
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** When an answer has to have begun, however often it is tried; by `performance.now()`. What is one document: to be whole. */
  readonly answerBy?: number | undefined;
  /** An answer may come in pieces of some tokens each, which costs much less; `stream` always does. */
  readonly paced?: boolean | undefined;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** `stop`, `length`, `tool_calls`, `content_filter`, or what else an engine says. */
export type FinishReason = string;

export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** One step of an answer. A stream that ends without throwing had exactly one `finish`. */
export type ChatEvent =
  | {
      readonly type: 'delta';
      readonly text: string;
      /** In so many events of the engine: about one a token. */
      readonly events: number;
    }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call-deltas'; readonly deltas: readonly ToolCallDelta[] }
  | { readonly type: 'finish'; readonly reason: FinishReason }
  | ({ readonly type: 'usage' } & Usage);

/** A body of `POST /v1/chat/completions`, as a client sent it. */
export type CompletionBody = Readonly<Record<string, unknown>>;

/** What has passed of an answer; it goes on changing until the body ends. */
export interface RelayReport {
  readonly finishReason: FinishReason | null;
  /** From the engine; null where it said nothing (yet). */
  readonly usage: Usage | null;
  /** Events with a piece of the answer: about one a token, an estimate where `usage` is null. */
  readonly events: number;
}

/** An answer as the engine's own bytes. Its first byte is here when it is given. */
export interface RelayedCompletion {
  readonly status: number;
  /** `content-type` only: the rest is between us and the engine. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Whole SSE events, or one JSON document. Errors with an AppError where the engine fails midway; what the engine
   * said of it is not passed on. Destroying it closes the upstream socket.
   */
  readonly body: Readable;
  readonly report: RelayReport;
  /** Name of the engine that answers. */
  readonly engine: string;
}

export interface EngineModel {
  readonly id: string;
  readonly kind: 'base' | 'adapter';
  /** The context that one request may fill; null where the engine does not say. */
  readonly contextTokens: number | null;
}

/** One engine, or several that answer as one. */
export interface ChatClient {
  /** For logs and metrics. */
  readonly name: string;
  /**
   * Streams an answer. Leaving the loop closes the upstream socket.
   *
   * @throws AppError `engine.*`; where events came before, the answer is incomplete
   */
  stream(request: ChatRequest, options?: CallOptions): AsyncGenerator<ChatEvent, void, undefined>;
  /**
   * Passes a request body on, after removing what is not allowed, and gives the answer's bytes.
   *
   * @throws AppError `engine.*` where the engine answers anything but 200
   */
  openCompletion(body: CompletionBody, options?: CallOptions): Promise<RelayedCompletion>;
  /** Tokens of the prompt that the messages become, by the engine's own template and tokenizer. */
  countTokens(messages: readonly ChatMessage[], tools?: readonly Tool[], options?: CallOptions): Promise<number>;
  tokenize(text: string, options?: CallOptions): Promise<readonly number[]>;
  models(options?: CallOptions): Promise<readonly EngineModel[]>;
  /** Asks for one token. Health routes answer even when generation hangs; this does not. */
  canary(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
