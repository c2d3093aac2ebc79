import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, matchesGlob, sep } from 'node:path';

import { AppError } from '@naru/contracts';

import type { ReadLimits } from '../source.ts';

/** A file of a source, or why one of its entries is none. */
export interface Listed {
  readonly path: string;
  /** Relative to the source's folder, with slashes; of a single file its name. */
  readonly name: string;
  readonly fault?: string;
}

/**
 * What a path holds: itself, or a folder's files by name. Hidden ones are left out, links in folders are never followed.
 *
 * @throws AppError `data.not-found`, `data.invalid` for the path as a whole
 */
export async function listFiles(
  path: string,
  globs: readonly string[] | undefined,
  limits: Pick<ReadLimits, 'maxFiles'>,
): Promise<Listed[]> {
  const found = await statOf(path);
  if (!found.isDirectory()) return [{ path, name: basename(path) }];
  const root = await realpath(path);
  const files: Listed[] = [];
  await walk({ root, path, globs, files, maxFiles: limits.maxFiles }, '');
  if (files.length > 0) return files;
  const asked = globs === undefined ? '' : ` that fit ${globs.join(', ')}`;
  throw new AppError('data.not-found', `${path} holds no files${asked}.`);
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ENOTDIR'].includes(code)) {
      throw new AppError('data.not-found', `There is no file or folder ${path}.`, { cause: error });
    }
    throw new AppError('data.invalid', `${path} cannot be read: ${faultOf(error)}.`, { cause: error });
  }
}

interface Walk {
  readonly root: string;
  readonly path: string;
  readonly globs: readonly string[] | undefined;
  readonly files: Listed[];
  readonly maxFiles: number;
}

const MAX_FOLDERS_DEEP = 64;

async function walk(walking: Walk, folder: string, depth = 0): Promise<void> {
  const { path, files, maxFiles } = walking;
  const here = join(path, folder);
  const add = (name: string, fault?: string): void => {
    if (fault === undefined && !wanted(name, walking.globs)) return;
    files.push({ path: join(path, name), name, ...(fault !== undefined && { fault }) });
  };
  if (depth > MAX_FOLDERS_DEEP) {
    add(folder, `lies more than ${MAX_FOLDERS_DEEP} folders deep`);
    return;
  }
  const entries = await readdir(here, { withFileTypes: true }).catch((error: unknown) => {
    add(folder === '' ? '.' : folder, `cannot be read: ${faultOf(error)}`);
    return [];
  });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) {
      if (wanted(name, walking.globs)) add(name, await linkFault(join(path, name), walking.root));
    } else if (entry.isDirectory()) await walk(walking, name, depth + 1);
    else add(name);
    if (files.length > maxFiles) {
      throw new AppError('data.invalid', `${path} holds more than ${maxFiles} files.`, {
        hint: 'Name a folder further down, or the files that are wanted (`files:`).',
      });
    }
  }
}

const wanted = (name: string, globs: readonly string[] | undefined): boolean =>
  globs === undefined || globs.some((glob) => matchesGlob(name, glob));

async function linkFault(path: string, root: string): Promise<string> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined) return 'is a link that leads nowhere';
  if (target !== root && !target.startsWith(root + sep)) {
    return 'is a link out of the folder, which is not followed; name its target as a source of its own';
  }
  return 'is a link inside the folder; what it leads to is read in its own place';
}

/** Why something cannot be opened or read as what it is; undefined for an ordinary file. */
export async function kindFault(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(async (error: unknown) => {
    const isLink = await lstat(path).then(
      (link) => link.isSymbolicLink(),
      () => false,
    );
    return isLink ? 'is a link that leads nowhere' : `cannot be read: ${faultOf(error)}`;
  });
  if (typeof found === 'string') return found;
  if (found.isFile()) return undefined;
  if (found.isDirectory()) return 'is a folder, not a data file';
  if (found.isFIFO()) return 'is a named pipe, not a data file';
  if (found.isSocket()) return 'is a socket, not a data file';
  return 'is a device, not a data file';
}

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EIO: 'the disk failed',
  ENOENT: 'it is not there any more, or its name is not UTF-8',
  ELOOP: 'its links lead in a circle',
};

export function faultOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return FAULTS[code] ?? message;
}
