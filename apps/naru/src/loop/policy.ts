import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { readYaml } from '@naru/config';
import { AppError, checkLoopPolicy, type LoopPolicy } from '@naru/contracts';

const LOOPS = 'apps/naru/loops';

export interface Places {
  /** The workspace. */
  readonly root: string;
  /** Where the person stands. */
  readonly cwd: string;
}

/**
 * The policy of a name (those that Naru brings) or in a YAML file.
 *
 * @throws AppError `config.invalid` with file and line of every problem
 */
export function readPolicy(policy: string, { root, cwd }: Places): LoopPolicy {
  const candidates = [resolve(cwd, policy), resolve(root, policy), join(root, LOOPS, `${policy}.yaml`)];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    const hint = `Name a YAML file, or one of those in ${LOOPS}.`;
    throw new AppError('config.invalid', `There is no policy ${policy}.`, { hint });
  }
  const file = readYaml(path);
  const checked = checkLoopPolicy(file.value);
  if (checked.ok) return checked.value;
  const lines = checked.problems.map(({ field, message }) =>
    `${path}:${file.lineOf(field)}: ${field} ${message}`.trimEnd(),
  );
  throw new AppError('config.invalid', [...new Set(lines)].join('\n'), {
    hint: 'libs/contracts/schema/loop-policy.schema.json names every key with its default.',
  });
}
