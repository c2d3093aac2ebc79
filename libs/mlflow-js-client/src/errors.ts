// Owns: the errors that this client throws. Does not know how a response is read (transport/error-response.ts).

/** What a request was, as far as an error may say it: no query, no headers, no credentials. */
export interface RequestSummary {
  readonly method: string;
  readonly path: string;
}

export interface MlflowErrorDetails {
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly request?: RequestSummary | undefined;
  readonly retryable?: boolean;
  readonly ambiguous?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Every error of this client. A call that the caller aborted rejects with the signal's own reason instead. */
export class MlflowError extends Error {
  /** HTTP status, when the server answered. */
  readonly status: number | undefined;
  /** The server's `error_code`, such as `RESOURCE_DOES_NOT_EXIST`. */
  readonly errorCode: string | undefined;
  readonly method: string | undefined;
  /** Path of the request, without query. */
  readonly path: string | undefined;
  /** The same request may succeed later. */
  readonly retryable: boolean;
  /** The server may have carried the request out although this error came back. */
  readonly ambiguous: boolean;
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: MlflowErrorDetails = {}) {
    const { request, cause } = details;
    super(request ? `${request.method} ${request.path}: ${message}` : message, cause === undefined ? {} : { cause });
    this.name = new.target.name;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.method = request?.method;
    this.path = request?.path;
    this.retryable = details.retryable ?? false;
    this.ambiguous = details.ambiguous ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** An option of `createMlflowClient` that cannot work. */
export class MlflowConfigError extends MlflowError {}

/** A value that the server would refuse, cut off or silently drop. Nothing was sent. */
export class MlflowLimitError extends MlflowError {
  /** The field, as the caller wrote it, such as `metrics[3].step`. */
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.field = field;
  }
}

/** No answer: refused, reset, name not found. `address` is the server's origin. */
export class MlflowConnectionError extends MlflowError {
  readonly address: string;

  constructor(message: string, address: string, details: MlflowErrorDetails) {
    super(message, details);
    this.address = address;
  }
}

/** No answer within `timeoutMs`. */
export class MlflowTimeoutError extends MlflowConnectionError {}

/** The server answered with a status that is not a success. */
export class MlflowResponseError extends MlflowError {}

/** 404, or `RESOURCE_DOES_NOT_EXIST`. */
export class MlflowNotFoundError extends MlflowResponseError {}

/** `RESOURCE_ALREADY_EXISTS`. */
export class MlflowAlreadyExistsError extends MlflowResponseError {}

/** 401 and 403: wrong or missing credentials, or a right that is missing. */
export class MlflowAuthError extends MlflowResponseError {}

/** The 403 of the server's host check (MLflow 3.5 and later), which no credentials help against. */
export class MlflowHostRejectedError extends MlflowResponseError {}

/** 429. */
export class MlflowRateLimitError extends MlflowResponseError {}

/** 5xx. */
export class MlflowServerError extends MlflowResponseError {}

/** The server stands on a file store (`./mlruns`), which MLflow 3.13 and later refuse. */
export class MlflowFileStoreError extends MlflowResponseError {}

/** An answer that is not MLflow's: HTML with status 200, a field of the wrong type, a redirect. */
export class MlflowProtocolError extends MlflowError {}
