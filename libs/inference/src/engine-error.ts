import { AppError, type AppErrorDetail, type ErrorCode } from '@naru/contracts';

export type EngineErrorCode = Extract<ErrorCode, `engine.${string}` | 'cancelled'>;

export interface EngineErrorDetail extends AppErrorDetail {
  /** How long the engine, or our own breaker, asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** Field of the request that is meant. */
  readonly param?: string | undefined;
}

/** A request to an engine that failed. */
export class EngineError extends AppError {
  readonly retryAfterMs: number | undefined;
  readonly param: string | undefined;

  constructor(code: EngineErrorCode, message: string, detail: EngineErrorDetail = {}) {
    super(code, message, detail);
    this.retryAfterMs = detail.retryAfterMs;
    this.param = detail.param;
  }
}

/** Whether the same request may succeed in a while, or elsewhere. */
export function isPassing(error: unknown): error is EngineError {
  return error instanceof EngineError && PASSING.has(error.code);
}

const PASSING: ReadonlySet<string> = new Set([
  'engine.unreachable',
  'engine.overloaded',
  'engine.failed',
  'engine.timeout',
]);

export function cancelled(cause?: unknown): EngineError {
  return new EngineError('cancelled', 'The request was ended by the one who asked.', { cause });
}

const MAX_SAID_CHARACTERS = 500;

/** An engine's words for people and logs: one line, no control characters, no paths of its machine. */
export function saidBy(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/(^|[\s'"(=])\/(?:[^\s'"():,/]+\/)+[^\s'"():,]*/g, '$1(path)')
    .trim()
    .slice(0, MAX_SAID_CHARACTERS);
}

/** What `{"error": …}` of an engine says: llama.cpp and vLLM give an object, some others a string or FastAPI's detail. */
export function errorIn(document: unknown): {
  readonly message: string;
  readonly type: string;
  readonly status: number;
} {
  const { error, detail, message } = (document ?? {}) as { error?: unknown; detail?: unknown; message?: unknown };
  const found = (typeof error === 'object' && error !== null ? error : { message: error ?? message ?? detail }) as {
    message?: unknown;
    type?: unknown;
    code?: unknown;
  };
  return {
    message: typeof found.message === 'string' ? saidBy(found.message) : '',
    type: typeof found.type === 'string' ? found.type : '',
    status: Number.isInteger(found.code) ? Number(found.code) : 0,
  };
}

const CONTEXT = /exceed_context_size|context[ _](length|size|window)|maximum (model|context) len|max_model_len/i;
const UNKNOWN_MODEL = /model .*(does not exist|not found)|unknown (model|adapter)/i;

/** An engine's refusal, by its status and words. */
export function refusal(engine: string, status: number, document: unknown, retryAfterMs?: number): EngineError {
  const { message, type } = errorIn(document);
  const said = message === '' ? '' : `: ${message}`;
  if (status === 429 || status === 503) {
    return new EngineError('engine.overloaded', `${engine} has too much to do (status ${status})${said}`, {
      retryAfterMs,
    });
  }
  if (status >= 500 || status < 400) {
    return new EngineError('engine.failed', `${engine} failed with status ${status}${said}`, { retryAfterMs });
  }
  if (CONTEXT.test(type) || CONTEXT.test(message)) {
    return new EngineError('engine.context-full', message, { hint: 'Shorten the conversation.', param: 'messages' });
  }
  if (status === 404 || UNKNOWN_MODEL.test(message)) {
    return new EngineError('engine.model-unknown', `${engine} does not serve what was asked for${said}`, {
      param: 'model',
    });
  }
  if (status === 401 || status === 403) {
    return new EngineError('engine.failed', `${engine} refused our key with status ${status}.`);
  }
  return new EngineError('engine.bad-request', `${engine} refused the request${said}`);
}

/** A connection's end as an error for people. */
export function connectionFailure(engine: string, error: unknown, begun: boolean): EngineError {
  if (error instanceof EngineError) return error;
  const why = causeOf(error);
  return begun
    ? new EngineError('engine.failed', `The answer of ${engine} broke off (${why}).`, { cause: error })
    : new EngineError('engine.unreachable', `${engine} cannot be reached (${why}).`, {
        hint: 'See that the engine runs.',
        cause: error,
      });
}

function causeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return saidBy(typeof message === 'string' && message !== '' ? message : String(code ?? error));
}
