import type { ApiErrorBody } from './types.ts';

/** What serve refused, or `status` 0 when it was not reached at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly requestId: string | null;
  /** Seconds until another try makes sense; null when serve said nothing about it. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: ApiErrorBody, retryAfterSeconds: number | null = null, cause?: unknown) {
    super(body.message, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code;
    this.hint = body.hint ?? null;
    this.requestId = body.requestId ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static unreachable(cause: unknown): ApiError {
    return new ApiError(0, { code: 'server.unreachable', message: 'The server cannot be reached.' }, null, cause);
  }
}

/** The same refusal where the page knows better words for it than its code has. */
export function saidAs({ status, retryAfterSeconds }: ApiError, message: string): ApiError {
  return new ApiError(status, { code: 'said.by-page', message }, retryAfterSeconds);
}

/** Reads serve's error shape; a body that is not serve's (a proxy's page) still gives a usable error. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = isErrorBody(body)
    ? body.error
    : { code: `http.${response.status}`, message: response.statusText || `HTTP ${response.status}` };
  return new ApiError(response.status, error, retryAfter(response.headers.get('retry-after')));
}

function isErrorBody(body: unknown): body is { error: ApiErrorBody } {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
