// Owns recipes as the service takes them: with sources by their ids, and without anything that reaches out of Naru.
import { checkDataRecipe, type SchemaProblem } from '@naru/contracts';
import { RequestInvalid, type FieldProblem } from '@naru/nest';

import { isMap } from '../../recipe/is-map.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A data recipe whose sources have `source`, an id, in the place of `path` and `hub`. */
export interface ServiceRecipe {
  readonly name: string;
  readonly description?: string;
  readonly licence?: string | null;
  readonly sources: readonly (Fields & { readonly source: string; readonly name: string })[];
  readonly steps: readonly (Fields & { readonly use: string })[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Only what an operator has put there: a step tells what it finds of an evaluation set. */
const EVALUATION = /^data\/evaluation(\/[\w-][\w.-]*)*\/?$/;
const MODEL = /^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/;
const MOST_SOURCES = 100;
const MOST_STEPS = 50;
/** What a judge may spend on the operator's account in one job. */
const MOST_TOKENS = 10_000_000;

export const sourcesOf = ({ sources }: ServiceRecipe): string[] => sources.map(({ source }) => source);

/** Where a source of the service lies. */
export type PlaceOf = (id: string) => Fields;

/** @throws RequestInvalid with every field that does not fit */
export function checkedRecipe(input: unknown): ServiceRecipe {
  const given: Fields = isMap(input) ? input : {};
  const sources = listOfMaps(given['sources'], 'recipe.sources', MOST_SOURCES);
  if (given['steps'] !== undefined) listOfMaps(given['steps'], 'recipe.steps', MOST_STEPS);
  const problems = [...sources.entries()].flatMap(([at, source]) => problemsOfSource(source, `recipe.sources[${at}]`));
  if (problems.length > 0) throw new RequestInvalid(problems);
  const checked = checkDataRecipe(placed(given, sources, () => ({ path: '.' })));
  if (!checked.ok) throw new RequestInvalid(checked.problems.map(fieldProblem));
  const { value } = checked;
  const outside = value.steps.flatMap((step, at) => problemsOfStep(step as unknown as Fields, `recipe.steps[${at}]`));
  if (outside.length > 0) throw new RequestInvalid(outside);
  const whole = value.sources.map(({ path: _, ...rest }, at) => ({ ...rest, source: String(sources[at]?.['source']) }));
  const twice = whole.find(({ name }, at) => whole.findIndex((one) => one.name === name) !== at);
  if (twice !== undefined)
    throw new RequestInvalid([{ field: 'recipe.sources', problem: `two are named ${twice.name}` }]);
  return { ...value, sources: whole, steps: value.steps as unknown as ServiceRecipe['steps'] };
}

/** The recipe as a build reads it. */
export function recipeToRun(recipe: ServiceRecipe, placeOf: PlaceOf): object {
  return placed(recipe as unknown as Fields, recipe.sources, placeOf);
}

function placed(recipe: Fields, sources: readonly Fields[], placeOf: PlaceOf): Fields {
  return {
    ...recipe,
    sources: sources.map(({ source, ...rest }) => ({ ...rest, ...placeOf(String(source)) })),
  };
}

function listOfMaps(value: unknown, field: string, most: number): Fields[] {
  if (!Array.isArray(value) || value.length > most || !value.every(isMap)) {
    throw new RequestInvalid([{ field, problem: `must be a list of at most ${most} objects` }]);
  }
  return value;
}

function problemsOfSource(source: Fields, field: string): FieldProblem[] {
  const id = source['source'];
  const outside = ['path', 'hub', 'revision', 'feedback'].filter((key) => key in source);
  return [
    ...(typeof id === 'string' && UUID.test(id)
      ? []
      : [{ field: `${field}.source`, problem: 'must be the id of a source' }]),
    ...outside.map((key) => ({ field: `${field}.${key}`, problem: 'is taken from the source' })),
  ];
}

function problemsOfStep(step: Fields, field: string): FieldProblem[] {
  const against = Array.isArray(step['against']) ? step['against'].map(String) : [];
  const model = step['model'];
  return [
    ...(against.every((path) => EVALUATION.test(path))
      ? []
      : [{ field: `${field}.against`, problem: 'must name files or folders in data/evaluation' }]),
    ...('endpoint' in step ? [{ field: `${field}.endpoint`, problem: 'is set where the service runs' }] : []),
    ...(model === undefined || (typeof model === 'string' && MODEL.test(model))
      ? []
      : [{ field: `${field}.model`, problem: 'must be the name of a model' }]),
    ...(step['use'] !== 'judge' || isBudget(step['budget_tokens'])
      ? []
      : [{ field: `${field}.budget_tokens`, problem: `must say how many tokens it may cost, at most ${MOST_TOKENS}` }]),
  ];
}

const isBudget = (tokens: unknown): boolean => typeof tokens === 'number' && tokens <= MOST_TOKENS;

const fieldProblem = ({ field, message }: SchemaProblem): FieldProblem => ({
  field: field === '' ? 'recipe' : `recipe.${field.replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]')}`,
  problem: message,
});
