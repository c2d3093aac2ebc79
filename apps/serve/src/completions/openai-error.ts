import { AppError, httpStatusOf } from '@naru/contracts';

export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

/** An error as OpenAI's clients read it, for what fails after the answer has begun. */
export function openAiError(error: unknown): OpenAiError {
  const known = error instanceof AppError ? error : new AppError('internal', 'The answer broke off.');
  const isClients = httpStatusOf(known.code) < 500;
  return {
    error: {
      message: known.message,
      type: isClients ? 'invalid_request_error' : 'server_error',
      param: null,
      code: known.code,
    },
  };
}
