import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

import { targetOf } from '../repository.ts';
import { readPulled } from '../pull/manifest.ts';
import type { PullResult } from '../pull/pull-model.ts';

/** Where a pulled repository lies, and what a person would do with it next. */
export async function nextSteps(result: PullResult, root: string): Promise<string[]> {
  const folder = `  folder    ${relative(root, result.dir)}`;
  switch (result.kind) {
    case 'base':
      return [folder, `Next: npx nx run train:qlora ${await configurationFor(result.repo, root)}`];
    case 'adapter':
      return [folder, ...(await forAdapter(result.dir, root))];
    case 'other':
      return [folder];
  }
}

/** The shipped configuration that names the model, else how to name it. */
async function configurationFor(repo: string, root: string): Promise<string> {
  for (const path of globSync('apps/train/configs/*.yaml', { cwd: root }).sort()) {
    const named = /^base_model:\s*["']?([^\s"'#]+)/m.exec(await readFile(join(root, path), 'utf8'))?.[1];
    if (named === repo) return `--config=${basename(path, '.yaml')}`;
  }
  return `--config=<yours> --set=base_model=${repo}`;
}

const BASE_NAME = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

async function forAdapter(dir: string, root: string): Promise<string[]> {
  const base = await baseOf(dir);
  if (base === undefined) return [];
  const here = await readPulled(join(root, targetOf(base, 'base')));
  return [
    `Its base model is ${base}${here === undefined ? `. Next: npx nx run models:pull --repo=${base}` : ', which is here.'}`,
  ];
}

async function baseOf(dir: string): Promise<string | undefined> {
  try {
    const config = JSON.parse(await readFile(join(dir, 'adapter_config.json'), 'utf8')) as Record<string, unknown>;
    const base = config['base_model_name_or_path'];
    return typeof base === 'string' && BASE_NAME.test(base) ? base : undefined;
  } catch {
    return undefined;
  }
}
