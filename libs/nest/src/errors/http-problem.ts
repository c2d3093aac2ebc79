import { AppError, errorCodes, httpStatusOf, type ErrorCode } from '@naru/contracts';
import { HttpException } from '@nestjs/common';

import { RequestInvalid, RetryLater, type FieldProblem } from './request-errors.ts';

/** An error as the client sees it. */
export interface HttpProblem {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly fields: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;
}

const SERVER_FAULT = 500;

/**
 * What the client is told of any error.
 *
 * Of ours (5xx) only what the code means: the message may name a host, a path or a revision, and stands in the log.
 */
export function httpProblem(error: unknown, statuses: Partial<Readonly<Record<ErrorCode, number>>> = {}): HttpProblem {
  const known = error instanceof AppError ? error : fromFramework(error);
  const status = statuses[known.code] ?? httpStatusOf(known.code);
  const theirs = status < SERVER_FAULT;
  return {
    status,
    code: known.code,
    message: theirs ? known.message : errorCodes[known.code].means,
    hint: theirs ? known.hint : undefined,
    fields: known instanceof RequestInvalid ? known.fields : [],
    retryAfterSeconds: known instanceof RetryLater ? known.retryAfterSeconds : undefined,
  };
}

const BY_STATUS = new Map<number, ErrorCode>([
  [400, 'request.invalid'],
  [404, 'request.not-found'],
  [408, 'request.timeout'],
  [413, 'request.too-large'],
  [415, 'request.unsupported'],
  [503, 'service.unready'],
]);

/** Nest's and Fastify's own refusals; anything else is a fault of ours. */
function fromFramework(error: unknown): AppError {
  const status = statusOf(error);
  if (status === undefined || (status >= SERVER_FAULT && !BY_STATUS.has(status))) {
    return new AppError('internal', errorCodes.internal.means, { cause: error });
  }
  const code = BY_STATUS.get(status) ?? 'request.refused';
  return new AppError(code, error instanceof Error ? error.message : errorCodes[code].means, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's errors; a driver's or an HTTP client's error may carry a status too, which is not ours to repeat.
  const isFastify = error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
  const status: unknown = isFastify && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
