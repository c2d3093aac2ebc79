import { AppError, type ErrorCode } from './app-error.ts';

/** What a command prints of an error that ends it: code, message and hint, or the trace of what is our own fault. */
export function errorInWords(error: unknown): { readonly code: ErrorCode; readonly text: string } {
  if (error instanceof AppError) {
    const hint = error.hint === undefined ? '' : `${error.hint}\n`;
    return { code: error.code, text: `${error.code}: ${error.message}\n${hint}` };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { code: 'internal', text: `internal: a fault of Naru's own; please report it.\n${stack ?? String(error)}\n` };
}
