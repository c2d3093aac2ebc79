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

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError) {
    const codes = error.errors.map(codeOf); // localhost tried as ::1 and 127.0.0.1
    return codes.find((code) => code !== '') ?? '';
  }
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : codeOf(error.cause);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
