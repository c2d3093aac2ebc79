import { join } from 'node:path';

import { keyOf } from '@naru/files';

/** Folders below `results`. */
export interface ResultFolders {
  readonly results: string;
  /** What is kept between evaluations: answers and likelihoods, each under the hash of what it depends on. */
  readonly work: string;
}

export function resultFolders(root: string): ResultFolders {
  const results = join(root, 'results');
  return { results, work: join(results, 'work') };
}

/** The folder of what depends on these inputs alone. */
export const workFolder = ({ work }: ResultFolders, inputs: unknown): string => join(work, keyOf(inputs));
