import { AppError } from '@naru/contracts';

import { ModelFault } from './chat-model.ts';

/** What an error of the client says; the client's classes vary with its version. */
interface ClientError {
  readonly status?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly headers?: unknown;
  readonly cause?: unknown;
}

const asClientError = (error: unknown): ClientError => (typeof error === 'object' && error !== null ? error : {});

const EXTRA_REFUSED = [400, 422, 501];

/** For what the endpoint may have refused a request: some models take no temperature, some engines no shape. */
export function refusedExtra(error: unknown): 'shape' | 'temperature' | 'seed' | undefined {
  const { status, message } = asClientError(error);
  if (typeof status !== 'number' || !EXTRA_REFUSED.includes(status) || isContextFull(error)) return undefined;
  if (/temperature/i.test(nameOf(message))) return 'temperature';
  return /\bseed\b/i.test(nameOf(message)) ? 'seed' : 'shape';
}

/** A failure of one request in our words; what the endpoint writes is not passed on, it may repeat a prompt or a key. */
export function faultOf(error: unknown, { model, url }: { model: string; url: string }): AppError | ModelFault {
  const { status, code, message } = asClientError(error);
  if (isContextFull(error)) return new ModelFault('lasting', 'the prompt is longer than the model takes');
  if (status === 401 || status === 403) {
    return new AppError('config.invalid', `${url} does not accept the key (${status}).`, {
      hint: 'OPENAI_API_KEY is sent to OPENAI_BASE_URL only: set both.',
    });
  }
  if (status === 404) {
    return new AppError('engine.model-unknown', `${url} has no model ${model}, or no chat completions.`, {
      hint: `${url}/models lists what it has.`,
    });
  }
  if (code === 'insufficient_quota') {
    return new AppError('engine.overloaded', `${url}: the account's quota is spent.`, {
      hint: 'What was answered is kept: the same command goes on from there.',
    });
  }
  if (typeof status === 'number' && status >= 400 && status < 500 && !PASSING.includes(status)) {
    return new ModelFault('lasting', `refused with ${status}`, { cause: error });
  }
  if (typeof status === 'number') return passing(`failed with ${status}`, error);
  return passing(isRefusedConnection(error) ? UNREACHABLE : `failed: ${nameOf(message)}`, error);
}

/** The message of a fault where nothing listens. */
export const UNREACHABLE = 'cannot be reached';

const PASSING = [408, 409, 425, 429];

function passing(message: string, error: unknown): ModelFault {
  const retryAfterMs = retryAfterOf(asClientError(error).headers);
  return new ModelFault('passing', message, { cause: error, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

function retryAfterOf(headers: unknown): number | undefined {
  const value = headers instanceof Headers ? headers.get('retry-after') : null;
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

const CONTEXT_FULL = /context_length_exceeded|maximum context length|context (?:window|size)|exceed_context_size/i;

function isContextFull(error: unknown): boolean {
  const { message, code } = asClientError(error);
  return CONTEXT_FULL.test(`${nameOf(code)} ${nameOf(message)}`);
}

function isRefusedConnection(error: unknown): boolean {
  for (let at: unknown = error; at !== undefined && at !== null; at = asClientError(at).cause) {
    const { code } = asClientError(at);
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH') return true;
  }
  return false;
}

const nameOf = (value: unknown): string => (typeof value === 'string' ? value : '');
