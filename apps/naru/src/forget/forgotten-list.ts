import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { forgottenIn, type Forgotten } from '@naru/contracts';
import { holdLock, writeFileAtomically } from '@naru/files';

/** What is to be forgotten, without the time. */
export type ToForget =
  | { readonly kind: 'file'; readonly sha256: string; readonly path: string | null }
  | { readonly kind: 'message'; readonly messageId: string };

export const forgottenPath = (root: string): string => join(root, 'data', 'forgotten.jsonl');

/**
 * Adds lines to data/forgotten.jsonl; killed at any moment it leaves the list as it was, or with all of them.
 *
 * @returns how many were not there yet
 * @throws AppError `data.invalid` where the list cannot be read as one
 */
export async function addForgotten(
  root: string,
  things: readonly ToForget[],
  { why, now }: { readonly why: string | null; readonly now: Date },
): Promise<number> {
  const path = forgottenPath(root);
  await mkdir(dirname(path), { recursive: true });
  const lock = await holdLock(`${path}.lock`);
  try {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    const known = new Set(forgottenIn(text, path).map(idOf));
    const fresh = things.filter((thing) => !known.has(idOf(thing)));
    if (fresh.length === 0) return 0;
    const lines = fresh.map((thing): Forgotten => ({ v: 1, at: now.toISOString(), why, ...thing }));
    const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    await writeFileAtomically(path, before + lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return fresh.length;
  } finally {
    await lock.release();
  }
}

const idOf = (thing: ToForget): string =>
  thing.kind === 'file' ? `${thing.sha256} ${thing.path ?? ''}` : thing.messageId;
