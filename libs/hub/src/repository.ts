import { AppError } from '@naru/contracts';

/** What a repository is to training: weights to start from, an adapter, or anything else. */
export type RepositoryKind = 'base' | 'adapter' | 'other';

/** The two sorts of repositories that the hub keeps apart by address. */
export type RepositoryType = 'model' | 'dataset';

/** Path of a repository's pages and files on the hub. */
export function pathOnHub(repo: string, type: RepositoryType): string {
  return type === 'dataset' ? `datasets/${repo}` : repo;
}

const NAME = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
const MAX_NAME_CHARACTERS = 96;

/**
 * Accepts `owner/name` and nothing else: the name becomes a folder and part of an address.
 *
 * @throws AppError `usage`
 */
export function requireRepository(repo: string): void {
  const fits = NAME.test(repo) && !repo.includes('..') && repo.length <= 2 * MAX_NAME_CHARACTERS;
  if (fits) return;
  const inAddress = /^https?:\/\/[^/]+\/([^/]+\/[^/?#]+)/.exec(repo)?.[1];
  throw new AppError('usage', `"${repo}" is not the name of a repository.`, {
    hint:
      inAddress !== undefined && NAME.test(inAddress)
        ? `Write --repo=${inAddress}`
        : 'A repository is named owner/name, as in --repo=meta-llama/Meta-Llama-3-8B-Instruct.',
  });
}

/** Folder of a pulled repository, relative to the workspace. */
export function targetOf(repo: string, kind: RepositoryKind): string {
  return `models/${kind === 'base' ? 'base' : 'downloaded'}/${repo.replace('/', '--')}`;
}
