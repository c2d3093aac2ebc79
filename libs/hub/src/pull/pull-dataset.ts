import { join, matchesGlob } from 'node:path';

import { AppError } from '@naru/contracts';

import { requireRepository } from '../repository.ts';
import { openSession } from '../session/hub-session.ts';
import { lookUp } from './look-up.ts';
import { bring, lookUpRetrying, type Brought, type PullOptions } from './pull.ts';

export interface PullDatasetOptions extends Omit<PullOptions, 'root'> {
  /** Folder that datasets lie in, each in one of its own. */
  readonly root: string;
  /** Globs over the repository's paths; without them all but its own papers (`README.md`, `.gitattributes`). */
  readonly files?: readonly string[] | undefined;
}

export interface PulledDataset extends Brought {
  readonly dir: string;
}

/**
 * Brings the wanted files of a dataset onto this machine, as `pullModel` does those of a model: resumed, checked by
 * their hashes, whole when `naru-pull.json` stands beside them. What an earlier pull brought and this one does not want
 * is removed.
 *
 * @throws AppError `usage`, `hub.*`, `disk.full`, `disk.read-only`, `cancelled`
 */
export async function pullDataset(options: PullDatasetOptions): Promise<PulledDataset> {
  const { repo, root, revision, signal, settings } = options;
  requireRepository(repo);
  const session = openSession({ settings, signal, answerWithinMs: options.silenceMs });
  const type = 'dataset';
  const found = await lookUp(session, { repo, type, revision }, lookUpRetrying(options));
  const files = found.files.filter(({ path }) => isWanted(path, options.files));
  if (files.length === 0) {
    const asked = options.files === undefined ? '' : ` that fits ${options.files.join(', ')}`;
    throw new AppError('hub.not-found', `${repo} holds no file${asked}.`, {
      hint: `Its files: ${session.endpoint}/datasets/${repo}/tree/${found.revision}`,
    });
  }
  const dir = join(root, repo.replace('/', '--'));
  return { dir, ...(await bring(options, { session, type, found, files, dir })) };
}

const PAPERS = /^(?:\.[^/]*|README\.md|LICEN[CS]E[^/]*)$/i;
const OURS = /^\.?naru-pull/; // what a pull itself keeps in the folder

function isWanted(path: string, globs: readonly string[] | undefined): boolean {
  if (OURS.test(path)) return false;
  return globs === undefined ? !PAPERS.test(path) : globs.some((glob) => matchesGlob(path, glob));
}
