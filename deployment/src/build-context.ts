import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run } from './system-program.ts';

const root = join(import.meta.dirname, '../..');

/** Where people keep secrets in a checkout. */
const SECRET_PLACES = [
  '.env',
  '.env.production',
  'deployment/secrets/database_url',
  'data/chat.db',
  'logs/serve.1.log',
  'models/fine-tuned/20260101-000000-abcd/job.json',
];

/** A copy of the checkout without what git does not know, but with `canary` wherever people keep secrets. */
export function buildContext(folder: string, canary: string): string {
  const context = join(folder, 'context');
  const files = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root }).stdout;
  for (const file of files.split('\0').filter((name) => name !== '')) {
    cpSync(join(root, file), join(context, file), { recursive: true, verbatimSymlinks: true });
  }
  for (const place of SECRET_PLACES) {
    mkdirSync(dirname(join(context, place)), { recursive: true });
    writeFileSync(join(context, place), `API_KEY=${canary}\n`);
  }
  return context;
}
