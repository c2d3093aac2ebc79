import { dirname } from 'node:path';

import { readYaml } from '@naru/config';
import { AppError, checkDataSynthesis, type DataSynthesis } from '@naru/contracts';

import { placeBeside } from '../recipe/read-recipe.ts';

/** A file or folder of rows, as the configuration names it and where it is. */
export interface NamedPath {
  readonly name: string;
  readonly path: string;
}

/** What is to be made, as a person configured it. */
export interface Synthesis extends Omit<DataSynthesis, 'seeds' | 'against'> {
  readonly seeds: readonly NamedPath[];
  readonly against: readonly NamedPath[];
}

/**
 * The configuration in a YAML file. Its paths are looked for beside it, then in the workspace.
 *
 * @throws AppError `config.invalid` with file and line of every problem, `data.not-found`
 */
export function readSynthesis(path: string, root: string): Synthesis {
  const file = readYaml(path);
  const checked = checkDataSynthesis(file.value);
  if (!checked.ok) {
    const lines = checked.problems.map(
      ({ field, message }) => `${path}:${file.lineOf(field)}: ${field === '' ? message : `${field} ${message}`}`,
    );
    throw new AppError('config.invalid', lines.join('\n'), {
      hint: 'libs/contracts/schema/data-synthesis.schema.json names every key with its default.',
    });
  }
  const { seeds, against, ...rest } = checked.value;
  if (rest.topics.length === 0 && seeds.length === 0) {
    throw new AppError('config.invalid', `${path}: it needs topics, or seeds, to ask questions about.`);
  }
  const named = (name: string): NamedPath => ({ name, path: placeBeside(name, dirname(path), root) });
  return { ...rest, seeds: seeds.map(named), against: against.map(named) };
}
