import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { childEnvironment } from '@naru/config';

/** Random LoRA adapters of the packaged model: `<folder>/adapter` (PEFT) and `<folder>/adapter.gguf`. */
export function writeRandomAdapters(root: string, folders: readonly string[]): void {
  execFileSync(join(root, '.venv/bin/python'), ['libs/engine/python/random_adapter.py', ...folders], {
    cwd: root,
    env: childEnvironment({ PYTHONPATH: join(root, 'libs/torch-jobs') }),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
