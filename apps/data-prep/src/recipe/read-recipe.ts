import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { readYaml, type YamlFile } from '@naru/config';
import { AppError, checkDataRecipe, nearest, type DataRecipe, type SchemaProblem } from '@naru/contracts';

import type { StepOfRecipe } from '../build/plan.ts';
import { forgottenThings } from '../forgotten/forgotten.ts';
import { isNamedFeedback, type SourceConfig, type Template } from '../read/index.ts';
import { stepNames } from '../steps/index.ts';
import { isMap } from './is-map.ts';

/** A recipe as a build takes it: paths absolute, names of parameters as the code has them. */
export interface Recipe {
  readonly name: string;
  readonly description: string;
  readonly licence: string | null;
  readonly sources: readonly { readonly config: SourceConfig; readonly licence: string | null }[];
  readonly steps: readonly StepOfRecipe[];
  /** The path of what a step names. @throws AppError `data.not-found` */
  readonly find: (path: string) => string;
}

/**
 * The recipe in a YAML file. Paths of sources are looked for beside it, then in the workspace.
 *
 * @throws AppError `config.invalid` with file and line of every problem, `data.not-found`
 */
export function readRecipe(path: string, root: string): Recipe {
  const file = readYaml(path);
  const checked = checkDataRecipe(file.value);
  if (!checked.ok) throw refusal(checked.problems, file);
  const twice = checked.value.sources.find(({ name }, at, all) => all.findIndex((one) => one.name === name) !== at);
  if (twice !== undefined) {
    throw new AppError('config.invalid', `${path}: two sources are named ${twice.name}.`);
  }
  return asRecipe(checked.value, (source) => placeBeside(source, dirname(path), root));
}

/** `placeOf` gives the path of what a source names. */
export function asRecipe(recipe: DataRecipe, placeOf: (path: string) => string): Recipe {
  return {
    find: placeOf,
    name: recipe.name,
    description: recipe.description,
    licence: recipe.licence,
    sources: recipe.sources.map(({ licence, ...source }) => ({
      licence,
      config: asSource(source as unknown as RecipeSource, placeOf),
    })),
    steps: recipe.steps.map((step) => {
      const { use, ...parameters } = step;
      return { use, parameters: camelCased(parameters) };
    }),
  };
}

/**
 * A path that a file names, beside it or in the workspace. One that is gone is taken where it is forgotten: a recipe may
 * go on naming it.
 *
 * @throws AppError `data.not-found`, `data.invalid`
 */
export function placeBeside(path: string, beside: string, root: string): string {
  const candidates = [resolve(beside, path), resolve(root, path)];
  const place = candidates.find((candidate) => existsSync(candidate));
  if (place !== undefined) return place;
  const { paths } = forgottenThings(root);
  const forgotten = candidates.find((candidate) => paths.has(candidate));
  if (forgotten !== undefined) return forgotten;
  throw new AppError(
    'data.not-found',
    `There is no file or folder ${path}, beside the file that names it or in the workspace.`,
  );
}

/** A source as the schema has it, its names with underscores. */
interface RecipeSource extends Omit<SourceConfig, 'template'> {
  readonly template?: Readonly<Record<string, unknown>>;
}

function asSource(source: RecipeSource, placeOf: (path: string) => string): SourceConfig {
  const { path, feedback, template, ...rest } = source;
  return {
    ...rest,
    ...(path !== undefined && { path: placeOf(path) }),
    ...(feedback !== undefined && { feedback: isNamedFeedback(feedback) ? feedback : placeOf(feedback) }),
    ...(template !== undefined && { template: camelCased(template) as unknown as Template }),
  };
}

function camelCased(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [camel(key), isMap(member) ? camelCased(member) : member]),
  );
}

function refusal(problems: readonly SchemaProblem[], file: YamlFile): AppError {
  const lines = new Set(
    problems.map((problem) => `${file.path}:${file.lineOf(problem.field)}: ${sentence(problem, file)}`),
  );
  return new AppError('config.invalid', [...lines].join('\n'), {
    hint: 'libs/contracts/schema/data-recipe.schema.json names every key with its default.',
  });
}

function sentence({ field, message }: SchemaProblem, file: YamlFile): string {
  const step = /^steps\.(\d+)$/.exec(field)?.[1];
  if (step === undefined || !message.startsWith('value of tag')) return field === '' ? message : `${field} ${message}`;
  const steps = file.value['steps'] as readonly { readonly use: unknown }[];
  const use = String(steps[Number(step)]?.use);
  const meant = nearest(use, stepNames());
  return `${use} is no step; ${meant === undefined ? `known are ${stepNames().join(', ')}` : `did you mean ${meant}?`}`;
}
