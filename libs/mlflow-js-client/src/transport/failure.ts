// Owns: turning what went wrong below HTTP into an error that says which address did not answer.
import type { MlflowError } from '../errors.ts';
import { MlflowConnectionError, MlflowTimeoutError, type RequestSummary } from '../errors.ts';

/** The request surely never left: trying again cannot do anything twice. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const BROKEN = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

export interface FailureContext {
  readonly request: RequestSummary;
  readonly origin: string;
  readonly timeoutMs: number;
}

export function timeoutError(context: FailureContext, cause?: unknown): MlflowTimeoutError {
  return new MlflowTimeoutError(`${context.origin} gave no answer within ${context.timeoutMs} ms`, context.origin, {
    request: context.request,
    retryable: true,
    ambiguous: true,
    cause,
  });
}

export function connectionError(error: unknown, context: FailureContext): MlflowError {
  const { origin, request } = context;
  const code = codeOf(error);
  if (TIMED_OUT.has(code)) return timeoutError(context, error);
  if (NEVER_SENT.has(code)) {
    const message =
      code === 'ENOTFOUND'
        ? `the host of ${origin} is not known`
        : `nothing answers at ${origin} (${code}); is the server running?`;
    return new MlflowConnectionError(message, origin, { request, retryable: true, cause: error });
  }
  const message = `the connection to ${origin} failed (${code || messageOf(error)})`;
  const broken = BROKEN.has(code) || code.startsWith('HPE_');
  return new MlflowConnectionError(message, origin, { request, retryable: broken, ambiguous: true, cause: error });
}

/** A file that could not be read while it was sent: no failure of the connection. */
export function isLocalFileError(error: unknown): boolean {
  return typeof error === 'object' && typeof (error as SystemError | null)?.path === 'string';
}

interface SystemError {
  readonly path?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The code of a failure or of what caused it. Not by `instanceof`: system errors may come from another realm. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error as SystemError;
  if (typeof code === 'string') return code;
  const tried = Array.isArray(errors) ? errors.map(codeOf) : []; // localhost, tried as ::1 and 127.0.0.1
  return tried.find((each) => each !== '') ?? codeOf(cause);
}

function messageOf(error: unknown): string {
  const message = typeof error === 'object' ? (error as SystemError | null)?.message : undefined;
  return typeof message === 'string' ? message : String(error);
}
