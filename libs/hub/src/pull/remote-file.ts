import { AppError } from '@naru/contracts';

/** A file of a repository at one commit, with what the hub says its content is. */
export interface RemoteFile {
  /** With slashes, relative to the repository. */
  readonly path: string;
  readonly bytes: number;
  /** Large files are named by the sha256 of their content, small ones by their git blob. */
  readonly hash: { readonly kind: 'sha256' | 'git-blob'; readonly hex: string };
}

const HEX = { sha256: /^[0-9a-f]{64}$/, 'git-blob': /^[0-9a-f]{40}$/ };

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly oid?: string | undefined;
  readonly lfs?: { readonly oid: string; readonly size: number } | undefined;
}

/**
 * What the hub lists, once it is fit to be written here.
 *
 * @throws AppError `hub.corrupt` for a path that leaves its folder, or a file without size or hash
 */
export function remoteFile(listed: Listed, repo: string): RemoteFile {
  const { path, lfs } = listed;
  requireSafePath(path, repo);
  const kind = lfs === undefined ? 'git-blob' : 'sha256';
  const hex = (lfs === undefined ? (listed.oid ?? '') : lfs.oid.replace(/^sha256:/, '')).toLowerCase();
  const bytes = lfs?.size ?? listed.size;
  if (!HEX[kind].test(hex) || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw new AppError('hub.corrupt', `${repo}: the hub gives no usable size and hash for ${JSON.stringify(path)}.`);
  }
  return { path, bytes, hash: { kind, hex } };
}

/** Whether a path stays in its folder, on every system. */
export function isSafePath(path: string): boolean {
  if (path === '' || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function requireSafePath(path: string, repo: string): void {
  if (isSafePath(path)) return;
  throw new AppError(
    'hub.corrupt',
    `${repo} lists a file with the unsafe path ${JSON.stringify(path)}; nothing of it is downloaded.`,
    {
      hint: 'A path may not be absolute, hold "..", a backslash, a colon or a control character. Tell the owner of the repository.',
    },
  );
}
