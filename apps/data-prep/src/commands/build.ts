import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { AppError } from '@naru/contracts';
import { whole } from '@naru/terminal';

import { buildDataset, type BuildContext } from '../build/build-dataset.ts';
import { keepAt, requireReplaceable } from '../dataset/keep-at.ts';
import type { Published } from '../dataset/publish.ts';
import { readRecipe, type Recipe } from '../recipe/read-recipe.ts';
import type { Places } from '../recipe/places.ts';

/** `data-prep:build --config=<name or file>`: builds the dataset, and tells where it is. `out` gets a copy of it. */
export async function build(config: string, context: BuildContext, out?: string): Promise<Published> {
  const { places, progress, again } = context;
  const place = out === undefined ? undefined : resolve(places.cwd, out);
  if (place !== undefined) await requireReplaceable(place, places);
  const recipe = readRecipe(recipePath(config, places), places.root);
  if (again !== undefined) requireStep(again, recipe);
  const published = await buildDataset(recipe, context);
  if (place !== undefined) await keepAt(place, published.path);
  for (const line of summaryOf(published, places)) progress.say(line);
  progress.published?.(published.id);
  return published;
}

function requireStep(name: string, { steps }: Recipe): void {
  const names = steps.map(({ use }) => use);
  if (names.includes(name)) return;
  throw new AppError('usage', `--again=${name}: the recipe has no such step; it has ${names.join(', ')}.`);
}

/** A file, or the name of a recipe that Naru brings. @throws AppError `config.invalid` */
export function recipePath(config: string, { root, cwd }: Places, folder: string = RECIPES): string {
  const candidates = [resolve(cwd, config), resolve(root, config), join(root, folder, `${config}.yaml`)];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new AppError('config.invalid', `There is no recipe ${config}.`, {
    hint: `Name a YAML file, or one of those in ${folder}.`,
  });
}

const RECIPES = 'apps/data-prep/recipes';

function summaryOf({ id, path, manifest, known }: Published, { root }: Places): string[] {
  const { splits } = manifest;
  const rows = (files: readonly { rows: number }[]): string => whole(files.reduce((sum, file) => sum + file.rows, 0));
  const place = relative(root, path);
  return [
    '',
    `${id}${known ? '  (was there already)' : ''}`,
    `  train ${rows(splits.train)} · validation ${rows(splits.validation)} · test ${rows(splits.test)} rows`,
    `  ${join(place, 'report.html')} shows what each step did`,
    `  npx nx run train:qlora --data=${id}`,
  ];
}
