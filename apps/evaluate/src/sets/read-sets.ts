import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { AppError, checkEvaluationItem, nearest, type EvaluationItem } from '@naru/contracts';
import { instructionProblem } from '@naru/instructions';

import type { EvaluationSet } from './evaluation-set.ts';

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
  const found = shipped.filter((path) => nameOf(path) === wanted || nameOf(path).startsWith(`${wanted}.`));
  if (found.length > 0) return found;
  const file = resolve(cwd, wanted);
  if (file.endsWith(ENDING) && existsSync(file)) return [file];
  const names = shipped.map(nameOf);
  const meant = nearest(wanted, [...names, ...names.map((name) => name.replace(/\..*$/, ''))]);
  throw new AppError(
    'data.not-found',
    `There is no evaluation set ${wanted}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    { hint: `${FOLDER} holds ${names.join(', ')}; a .jsonl file of your own is named by its path.` },
  );
}

const nameOf = (path: string): string => basename(path, ENDING);

function readSet(path: string, limit: number | undefined): EvaluationSet {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, limit);
  const problems: string[] = [];
  const items = lines.flatMap((line, at) => {
    const item = itemIn(line);
    if (typeof item !== 'string') return [item];
    problems.push(`${path}:${at + 1}: ${item}`);
    return [];
  });
  const twice = items.filter(({ id }, at) => items.findIndex((one) => one.id === id) !== at);
  problems.push(...twice.map(({ id }) => `${path}: the id ${id} stands there twice`));
  if (problems.length === 0 && items.length === 0) problems.push(`${path} holds no item`);
  if (problems.length > 0) {
    throw new AppError('data.invalid', problems.join('\n'), {
      hint: 'libs/contracts/schema/evaluation-item.schema.json says what an item is.',
    });
  }
  const languages = new Set(items.map(({ language }) => language));
  const [language = 'mixed'] = languages;
  return {
    name: nameOf(path),
    sha256: createHash('sha256').update(lines.join('\n')).digest('hex'),
    language: languages.size === 1 ? language : 'mixed',
    items,
  };
}

/** The item, or what is wrong with it. */
function itemIn(line: string): EvaluationItem | string {
  const checked = checkEvaluationItem(parsed(line));
  if (!checked.ok) return checked.problems.map(({ field, message }) => `${field} ${message}`.trim()).join('; ');
  const item = checked.value;
  if (item.kind !== 'instructions') return item;
  const wrong = item.instructions.flatMap((one) => instructionProblem(one) ?? []);
  return wrong.length === 0 ? item : wrong.join('; ');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
