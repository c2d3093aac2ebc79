import { AppError, type ErrorCode } from '@naru/contracts';

/** One field of a request and what is wrong with it: `{ field: 'stop[3]', problem: 'must be a string' }`. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** A request whose body, query or path does not fit. */
export class RequestInvalid extends AppError {
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[]) {
    super('request.invalid', fields.map(({ field, problem }) => `${field}: ${problem}`).join('; '));
    this.fields = fields;
  }
}

/** An error that passes: the answer carries Retry-After. */
export class RetryLater extends AppError {
  readonly retryAfterSeconds: number;

  constructor(code: ErrorCode, message: string, retryAfterSeconds: number) {
    super(code, message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}
