import { errorCodes } from './generated/error-codes.ts';

/** A code of error-codes.json; what the command line turns into an exit status and the API into an HTTP status. */
export type ErrorCode = keyof typeof errorCodes;

export interface AppErrorDetail {
  /** What the person can do about it. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** An error that a person caused or can mend. `message` says what was wrong and where; never a secret. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, detail: AppErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.hint = detail.hint;
  }
}

/** Exit status of a command that ended with this code. */
export function exitStatusOf(code: ErrorCode): number {
  return errorCodes[code].exit;
}

/** HTTP status of an answer that failed with this code. */
export function httpStatusOf(code: ErrorCode): number {
  return errorCodes[code].status;
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
