import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { AppError, nearest } from '@naru/contracts';

import type { EvaluationSet } from './evaluation-set.ts';
import { readSet, setName } from './read-set.ts';

const FOLDER = 'data/evaluation';
const ENDING = '.jsonl';

export interface ReadSets {
  readonly root: string;
  readonly cwd: string;
  /** Names, beginnings of names (`questions` is `questions.ko` and `questions.en`) or files; undefined: all. */
  readonly wanted: readonly string[] | undefined;
  /** The first so many of each. */
  readonly limit: number | undefined;
}

/** @throws AppError `data.not-found`, `data.invalid` with file and line of every problem */
export function readSets({ root, cwd, wanted, limit }: ReadSets): EvaluationSet[] {
  const folder = join(root, FOLDER);
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ENDING))
        .sort()
    : [];
  const shipped = names.map((name) => join(folder, name));
  const paths = wanted === undefined ? shipped : wanted.flatMap((name) => pathsOf(name, { shipped, cwd }));
  return [...new Set(paths)].map((path) => readSet(path, limit));
}

function pathsOf(wanted: string, { shipped, cwd }: { readonly shipped: readonly string[]; readonly cwd: string }) {
  const found = shipped.filter((path) => setName(path) === wanted || setName(path).startsWith(`${wanted}.`));
  if (found.length > 0) return found;
  const file = resolve(cwd, wanted);
  if (/\.jsonl?$/i.test(file) && existsSync(file)) return [file];
  const names = shipped.map(setName);
  const meant = nearest(wanted, [...names, ...names.map((name) => name.replace(/\..*$/, ''))]);
  throw new AppError(
    'data.not-found',
    `There is no evaluation set ${wanted}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    { hint: `${FOLDER} holds ${names.join(', ')}; a .jsonl or .json file of your own is named by its path.` },
  );
}
