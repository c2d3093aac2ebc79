// Writes requirements/*.txt from pyproject.toml: hashes, every platform, no index addresses.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const options = [
  '--universal',
  '--python-version',
  '3.11',
  '--generate-hashes',
  '--no-emit-index-url',
  '--no-header',
  '--quiet',
];
const uv = join(root, '.venv/.uv/bin/uv');
const { status } = spawnSync(
  uv,
  ['pip', 'compile', 'pyproject.toml', ...options, '-o', 'requirements/naru.txt', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
