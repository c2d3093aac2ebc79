// Writes what is made from libs/contracts/schema: TypeScript and Python types. `--check` writes nothing and
// fails where a file on disk is not what the schemas give.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { pythonTypes } from './python-types.ts';
import { errorCodesModule, typescriptTypes } from './typescript-types.ts';

const root = join(import.meta.dirname, '../..');
const schemaDir = join(root, 'libs/contracts/schema');
const NAMES = [
  'training-config',
  'train-job',
  'tokenize-job',
  'tokenize-output',
  'score-job',
  'score-output',
  'job-event',
] as const;
/** What Python neither reads nor writes. */
const TYPESCRIPT_ONLY = [
  'data-recipe',
  'data-synthesis',
  'dataset-manifest',
  'evaluated-item',
  'evaluation-gate',
  'evaluation-item',
  'evaluation-report',
  'feedback-file',
  'forgotten',
  'loop-policy',
] as const;

async function generated(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of [...NAMES, ...TYPESCRIPT_ONLY]) {
    files.set(`libs/contracts/src/generated/${name}.ts`, await typescriptTypes(schemaDir, name));
  }
  files.set('libs/contracts/src/generated/error-codes.ts', errorCodesModule(schemaDir));
  files.set('libs/torch-jobs/naru_torch/contract/generated.py', pythonTypes(schemaDir, NAMES));
  return files;
}

const check = process.argv.includes('--check');
let stale = 0;
for (const [file, text] of await generated()) {
  const path = join(root, file);
  if (check) {
    if (readFileSync(path, { encoding: 'utf8', flag: 'a+' }) === text) continue;
    stale += 1;
    console.error(`${relative(root, path)} is not what its schema gives. Run: npx nx run contracts:generate`);
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${relative(root, path)}`);
  }
}
if (stale > 0) process.exitCode = 1;
