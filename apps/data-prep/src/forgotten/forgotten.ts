// Owns what a build leaves out because data/forgotten.jsonl lists it. Does not know who wrote the list, or why.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { AppError, forgottenIn } from '@naru/contracts';

/** What no dataset holds that is built from now on. */
export interface ForgottenThings {
  /** Of files. */
  readonly sha256: ReadonlySet<string>;
  /** Absolute paths where such files lay. */
  readonly paths: ReadonlySet<string>;
  readonly messageIds: ReadonlySet<string>;
}

/** @throws AppError `data.invalid` where the list cannot be read as one */
export function forgottenThings(root: string): ForgottenThings {
  const path = join(root, 'data', 'forgotten.jsonl');
  const lines = forgottenIn(textOf(path), path);
  const files = lines.flatMap((line) => (line.kind === 'file' ? [line] : []));
  return {
    sha256: new Set(files.map(({ sha256 }) => sha256)),
    paths: new Set(files.flatMap((file) => (file.path === null ? [] : [resolve(root, file.path)]))),
    messageIds: new Set(lines.flatMap((line) => (line.kind === 'message' ? [line.messageId] : []))),
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new AppError('data.invalid', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
