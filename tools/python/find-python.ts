import { spawnSync } from 'node:child_process';

import { SetupError } from './setup-error.ts';

export interface Python {
  readonly path: string;
  /** 3.11.7 */
  readonly version: string;
}

const OLDEST = 11;
const NEWEST = 13;
const PROBE =
  "import sys, importlib.util as u; print(sys.executable, '.'.join(map(str, sys.version_info[:3])), " +
  "','.join(m for m in ('venv', 'ensurepip') if u.find_spec(m) is None) or '-')";

/**
 * The Python that the environment is made with: NARU_PYTHON, else the first fitting one on the PATH.
 *
 * @throws SetupError when there is none of a supported version, or it lacks venv or pip
 */
export function findPython(env: NodeJS.ProcessEnv): Python {
  const asked = env['NARU_PYTHON'];
  const names =
    asked === undefined || asked === '' ? ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'] : [asked];
  const refused: string[] = [];
  for (const name of names) {
    const found = probe(name, env);
    if (found === undefined) continue;
    const problem = problemOf(found);
    if (problem === undefined) return found;
    refused.push(`${found.path}: ${problem}`);
  }
  const seen = refused.length === 0 ? `none of ${names.join(', ')} runs` : [...new Set(refused)].join('; ');
  throw new SetupError(
    `a Python from 3.${OLDEST} to 3.${NEWEST} with venv and pip is needed, and ${seen}. ` +
      'On Debian or Ubuntu: sudo apt install python3 python3-venv. Elsewhere install one and name it: NARU_PYTHON=/path/to/python3.12.',
  );
}

function probe(name: string, env: NodeJS.ProcessEnv): (Python & { missing: string }) | undefined {
  const { stdout, status } = spawnSync(name, ['-c', PROBE], { env, encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) return undefined;
  const [missing, version, ...path] = stdout.trim().split(' ').reverse();
  return { path: path.reverse().join(' '), version: version ?? '', missing: missing ?? '' };
}

function problemOf({ version, missing }: Python & { missing: string }): string | undefined {
  const [major, minor] = version.split('.').map(Number);
  if (major !== 3 || minor === undefined || minor < OLDEST || minor > NEWEST) return `is Python ${version}`;
  return missing === '-' ? undefined : `has no module ${missing} (Debian: sudo apt install python3-venv)`;
}
