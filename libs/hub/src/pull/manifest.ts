import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { writeFileAtomically } from '@naru/files';

import { isSafePath } from './remote-file.ts';

/** What a pulled folder holds, written when all of it is there. */
export interface Pulled {
  readonly repo: string;
  /** A commit. */
  readonly revision: string;
  /** As the repository's card names it; null where it names none. */
  readonly licence: string | null;
  readonly files: readonly PulledFile[];
}

export interface PulledFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

const MANIFEST = 'naru-pull.json';
// Every path that a pull may have put here and that no finished pull accounts for.
const JOURNAL = '.naru-pulling.json';

/** What a folder was pulled from; undefined where no pull has finished there. */
export async function readPulled(dir: string): Promise<Pulled | undefined> {
  const found = await readJson(join(dir, MANIFEST));
  return isPulled(found) ? found : undefined;
}

/** Announces the files that a pull will put in place. From here until `finish` the folder counts as not pulled. */
export async function begin(dir: string, paths: readonly string[]): Promise<void> {
  const before = (await readPulled(dir))?.files.map(({ path }) => path) ?? [];
  const all = new Set([...(await announced(dir)), ...before, ...paths]);
  await writeFileAtomically(join(dir, JOURNAL), JSON.stringify([...all].sort()));
  await rm(join(dir, MANIFEST), { force: true });
}

/** Removes what earlier pulls left and this one does not hold, then says that the folder is whole. */
export async function finish(dir: string, pulled: Pulled): Promise<void> {
  const held = new Set(pulled.files.map(({ path }) => path));
  for (const path of await announced(dir)) {
    if (!held.has(path) && isSafePath(path)) await rm(join(dir, path), { force: true });
  }
  await writeFileAtomically(join(dir, MANIFEST), `${JSON.stringify(pulled, null, 2)}\n`);
  await rm(join(dir, JOURNAL), { force: true });
}

/** Forgets a pull that was announced and put nothing in place. */
export async function forgetIfEmpty(dir: string, except: readonly string[]): Promise<void> {
  const names = await readdir(dir);
  if (names.every((name) => name === JOURNAL || except.includes(name))) await rm(join(dir, JOURNAL), { force: true });
}

async function announced(dir: string): Promise<string[]> {
  const found = await readJson(join(dir, JOURNAL));
  return Array.isArray(found) ? found.filter((path): path is string => typeof path === 'string') : [];
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isPulled(found: unknown): found is Pulled {
  const { repo, revision, licence, files } = (found ?? {}) as Partial<Record<keyof Pulled, unknown>>;
  const texts =
    typeof repo === 'string' && typeof revision === 'string' && (licence === null || typeof licence === 'string');
  return texts && Array.isArray(files) && files.every(isPulledFile);
}

function isPulledFile(found: unknown): boolean {
  const { path, bytes, sha256 } = (found ?? {}) as Partial<Record<keyof PulledFile, unknown>>;
  return typeof path === 'string' && isSafePath(path) && typeof bytes === 'number' && typeof sha256 === 'string';
}
