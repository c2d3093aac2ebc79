import type { Patience } from './patience.ts';

/** One turn of what a model is asked. */
export interface Turn {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** The form of an answer that is JSON: a schema with a name, as OpenAI's `response_format` has it. */
export interface AnswerShape {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly turns: readonly Turn[];
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** The prompt names the shape too, for engines that cannot hold an answer to it. */
  readonly shape?: AnswerShape;
}

/** Tokens, as the endpoint counted them. */
export interface TokensUsed {
  readonly prompt: number;
  readonly completion: number;
}

export interface ModelReply {
  readonly text: string;
  /** `stop`, `length` where the answer was cut, or another word of the endpoint's. */
  readonly finishReason: string;
  /** Not given where the endpoint does not count. */
  readonly usage?: TokensUsed;
}

/** A chat model at an endpoint; each call asks it once. */
export interface ChatModel {
  /** As the endpoint names it. */
  readonly name: string;
  /** Where it is, for people. */
  readonly place: string;
  readonly patience: Patience;
  /** @throws AppError `config.invalid` where no request can succeed, ModelFault where this one did not */
  reply(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

/** Gives the model of that name, at an endpoint of a configuration, else at that of the settings. @throws AppError */
export type OpenModel = (wanted: { readonly model: string; readonly endpoint?: string | undefined }) => ChatModel;

/**
 * Why a request has no answer. `passing`: worth another try (too many requests, a server's fault, a broken
 * connection); `lasting`: the endpoint refuses this very request, such as a prompt that is too long.
 */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  readonly kind: 'passing' | 'lasting';
  /** How long the endpoint asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: 'passing' | 'lasting', message: string, detail: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: detail.cause });
    this.kind = kind;
    this.retryAfterMs = detail.retryAfterMs;
  }
}
