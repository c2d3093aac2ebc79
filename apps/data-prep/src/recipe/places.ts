import { join } from 'node:path';

/** Where data preparation reads and writes, under the workspace. */
export interface Places {
  readonly root: string;
  /** Where the person stands; relative paths of a recipe are looked for beside it, then in the workspace. */
  readonly cwd: string;
}

export const datasetsOf = ({ root }: Places): string => join(root, 'data', 'datasets');
export const feedbackOf = ({ root }: Places): string => join(root, 'data', 'feedback');
export const workOf = ({ root }: Places): string => join(root, 'data', 'work');
