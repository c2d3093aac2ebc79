import { AppError, type ErrorCode } from '@naru/contracts';

/** Any error as a person sees it. */
export function shownError(error: unknown): {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
} {
  if (error instanceof AppError) return error;
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: 'A fault of Naru’s own. The log in LOG_DIR tells where; please report it.',
  };
}
