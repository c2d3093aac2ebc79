import { AppError, exitStatusOf } from '@naru/contracts';

import type { ShownError } from './progress/index.ts';

/** Any error as a person sees it, and the exit status that it gives the command. */
export function errorOf(error: unknown): { readonly shown: ShownError; readonly status: number } {
  if (error instanceof AppError) return { shown: error, status: exitStatusOf(error.code) };
  const shown = {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: 'A fault of Naru’s own. The log in LOG_DIR tells where; please report it.',
  };
  return { shown, status: exitStatusOf('internal') };
}
