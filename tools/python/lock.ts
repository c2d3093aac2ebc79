// Writes requirements/*.txt from pyproject.toml: hashes, every platform, no index addresses.
//
// usage: node tools/python/lock.ts [arguments of uv pip compile, such as --upgrade-package=NAME]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { installerEnvironment } from './installer-environment.ts';
import { USES, type Use } from './uses.ts';

const root = join(import.meta.dirname, '../..');
const uv = join(root, '.venv/.uv/bin/uv');
const form = ['--universal', '--python-version', '3.11', '--generate-hashes', '--no-emit-index-url', '--no-header'];
const env = installerEnvironment(join(root, '.venv/bin/python'), process.env);

for (const { group, lock } of Object.values<Use>(USES)) {
  const wanted = group === undefined ? ['pyproject.toml'] : ['--group', group];
  const args = ['pip', 'compile', ...wanted, ...form, '--quiet', '-o', lock, ...process.argv.slice(2)];
  const { status } = spawnSync(uv, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
