// Owns: reading an answer that is not a success into the right error.
import {
  MlflowAlreadyExistsError,
  MlflowAuthError,
  MlflowFileStoreError,
  MlflowHostRejectedError,
  MlflowNotFoundError,
  MlflowProtocolError,
  MlflowRateLimitError,
  MlflowResponseError,
  MlflowServerError,
  type MlflowError,
  type MlflowErrorDetails,
  type RequestSummary,
} from '../errors.ts';
import { parseRetryAfter } from '../retry.ts';

export interface ErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly request: RequestSummary;
  readonly origin: string;
}

interface Problem {
  readonly errorCode: string | undefined;
  readonly message: string;
}

const RETRYABLE = new Set([429, 500, 502, 503, 504]);

export function errorFromResponse(response: ErrorResponse): MlflowError {
  const { status, request } = response;
  if (status < 400) return redirect(response);
  const problem = readProblem(response);
  const details: MlflowErrorDetails = {
    status,
    errorCode: problem.errorCode,
    request,
    // A switched-off half of the server answers 503 for good: waiting does not help.
    retryable: RETRYABLE.has(status) && !/serve-artifacts|artifacts-only/.test(problem.message),
    ambiguous: status >= 500,
    retryAfterMs: parseRetryAfter(header(response, 'retry-after')),
  };
  const message = `${status} ${problem.errorCode ?? ''}`.trim() + `: ${problem.message}`;
  return create(response, problem, message, details);
}

function create(response: ErrorResponse, problem: Problem, message: string, details: MlflowErrorDetails): MlflowError {
  const { status } = response;
  if (/filesystem tracking backend|migrate-filestore|FileStore/i.test(problem.message)) {
    return new MlflowFileStoreError(`${message} (the server stands on an old file store)`, {
      ...details,
      retryable: false,
    });
  }
  if (/^(Invalid Host header|Cross-origin request blocked)/.test(response.body)) {
    return new MlflowHostRejectedError(`${message}. ${hostHint(response)}`, details);
  }
  if (status === 401 || status === 403) return new MlflowAuthError(message, details);
  if (problem.errorCode === 'RESOURCE_ALREADY_EXISTS') return new MlflowAlreadyExistsError(message, details);
  if (problem.errorCode === 'RESOURCE_DOES_NOT_EXIST') return new MlflowNotFoundError(message, details);
  if (status === 404) return new MlflowNotFoundError(`${message}. Is ${response.origin} an MLflow server?`, details);
  if (status === 429) return new MlflowRateLimitError(message, details);
  if (status >= 500) return new MlflowServerError(message, details);
  return new MlflowResponseError(message, details);
}

/** MLflow answers `{error_code, message}`, FastAPI `{detail}`, proxies and the host check plain text or HTML. */
function readProblem(response: ErrorResponse): Problem {
  try {
    const body = JSON.parse(response.body) as Record<string, unknown> | null;
    const code = body?.['error_code'];
    const message = body?.['message'] ?? body?.['detail'];
    return {
      errorCode: typeof code === 'string' ? code : undefined,
      message: typeof message === 'string' ? message : shorten(response.body),
    };
  } catch {
    return { errorCode: undefined, message: shorten(plainText(response.body)) };
  }
}

function plainText(body: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1];
  return title ?? body;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? 'no message' : line.slice(0, 500);
}

function hostHint(response: ErrorResponse): string {
  const { host } = new URL(response.origin);
  return (
    `The server refuses the host name "${host}", whatever the credentials. ` +
    `Start it with --allowed-hosts "${host},localhost:*" (the match is exact, port included). ` +
    '/health and /version are exempt: a healthy health check proves nothing here.'
  );
}

function redirect(response: ErrorResponse): MlflowError {
  const { status, request } = response;
  const location = header(response, 'location');
  const target = location !== undefined && URL.canParse(location) ? new URL(location).origin : 'another address';
  return new MlflowProtocolError(`${status}: ${response.origin} redirects to ${target}; give that as trackingUri`, {
    status,
    request,
  });
}

function header(response: ErrorResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
