import { AppError } from '@naru/contracts';

import type { Refusal, RefusalCode } from '../registry.ts';

/** What evidence is missing; `--force` goes on without it. */
export const lacks = (code: RefusalCode, message: string): Refusal => ({ code, message, forcible: true });

/** What could not be served, or would be served wrongly. */
export const cannot = (code: RefusalCode, message: string): Refusal => ({ code, message, forcible: false });

/** All refusals as one error for people. */
export function refused(what: string, refusals: readonly Refusal[]): AppError {
  const lines = refusals.map(({ message }) => `  - ${message}`);
  return new AppError('promotion.refused', [`${what} is not promoted:`, ...lines].join('\n'), {
    hint: refusals.every(({ forcible }) => forcible)
      ? 'Evaluate it again (npx nx run evaluate:run), or promote it all the same with --force and --why.'
      : undefined,
  });
}
