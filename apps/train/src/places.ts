import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Places {
  /** The workspace. */
  readonly root: string;
  /** Where the person stands; relative paths are looked for here first, then in the workspace. */
  readonly cwd: string;
}

/** The path that exists of a relative one seen from where the person stands, or from the workspace. */
export function existing(path: string, { root, cwd }: Places): string | undefined {
  return [resolve(cwd, path), resolve(root, path)].find((candidate) => existsSync(candidate));
}
