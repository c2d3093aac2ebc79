import { AppError } from '@naru/contracts';

import type { BaseModel, ServedAdapter } from '../supervisor.ts';

// It becomes a file name, a model name and a JSON value.
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}@[0-9a-f]{6,64}$/;

/**
 * What can be said of adapters without their files.
 *
 * @throws AppError `usage` for a name of another form, `engine.adapter-conflict` for one that comes twice,
 *   `engine.template-mismatch` with both hashes
 */
export function checkAdapters(adapters: readonly ServedAdapter[], base: BaseModel): void {
  const seen = new Set<string>();
  for (const { name, chatTemplateSha256 } of adapters) {
    if (!NAME.test(name)) {
      throw new AppError('usage', `An adapter cannot be served as "${name}".`, {
        hint: 'Its name is name@sha, with letters, digits, dots, dashes and underscores before the @.',
      });
    }
    if (seen.has(name)) throw new AppError('engine.adapter-conflict', `The adapter ${name} is given twice.`);
    seen.add(name);
    if (chatTemplateSha256 !== null && chatTemplateSha256 !== base.chatTemplateSha256) {
      throw mismatch(name, chatTemplateSha256, base);
    }
  }
}

function mismatch(name: string, trained: string, base: BaseModel): AppError {
  const serves = base.chatTemplateSha256 === null ? 'none' : `sha256 ${base.chatTemplateSha256}`;
  return new AppError(
    'engine.template-mismatch',
    `${name} was trained with the chat template of sha256 ${trained}; ${base.id} serves with ${serves}.`,
    {
      hint: 'An adapter answers well only in the form that it was trained in. Serve the base model that it was trained on.',
    },
  );
}
