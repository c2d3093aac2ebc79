import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { AppError, nearest } from '@naru/contracts';

import { workspaceRoot } from './workspace-root.ts';

type Values = Readonly<Record<string, string | undefined>>;

/** Where variables come from; the process wins over the file. */
export interface Sources {
  readonly process: Values;
  readonly dotenv: Values;
}

/**
 * The process environment and the workspace's `.env`, if it has one.
 *
 * @throws AppError `environment.invalid` when `.env` holds a name that `.env.example` does not
 */
export function readSources(root: string = workspaceRoot(), env: Values = process.env): Sources {
  const path = join(root, '.env');
  if (!existsSync(path)) return { process: env, dotenv: {} };
  const dotenv = parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  refuseUnknown(Object.keys(dotenv), namesIn(join(root, '.env.example')), path);
  return { process: env, dotenv };
}

/** The names that a file in .env's form mentions, the commented ones too. */
export function namesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return [...readFileSync(path, 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');
}

// Network settings belong to the tools that Naru starts (pip, uv, npm), which read them themselves.
const OTHERS =
  /^(https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|(pip|uv|npm|hf|cuda|omp|mlflow|aws)_.*|node_.*)$/i;

function refuseUnknown(names: string[], known: string[], path: string): void {
  if (known.length === 0) return;
  const unknown = names.filter((name) => !known.includes(name) && !OTHERS.test(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const meant = nearest(name, known);
    return `${path}: ${name} is not a variable that Naru knows${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
  throw new AppError('environment.invalid', lines.join('\n'), { hint: '.env.example lists every variable.' });
}
