import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { readYaml } from '@naru/config';
import { AppError } from '@naru/contracts';

import { buildDataset } from '../../stages/build-dataset.ts';
import { keyOf, type InputHashes } from '../input-hash.ts';
import type { Places } from '../policy.ts';
import type { LoopStep } from '../step.ts';

/** The recipe's next version. */
export const datasetStep: LoopStep = {
  name: 'dataset',
  title: 'Build the dataset',
  plan: async ({ policy, places, made, hashes }) => {
    const path = recipePath(policy.recipe, places);
    const sources = await sourcesOf(path, places.root, hashes);
    if (sources === undefined) return { key: null };
    const forgotten = await hashes.of(join(places.root, 'data', 'forgotten.jsonl'));
    const recipe = await hashes.of(path);
    return { key: keyOf({ step: 'dataset', recipe, sources, forgotten, feedback: made['feedbackId'] ?? null }) };
  },
  isThere: ({ datasetId }, { places }) =>
    Promise.resolve(existsSync(join(places.root, 'data', 'datasets', datasetId ?? '', 'manifest.json'))),
  run: async ({ policy, stage, print }) => ({
    made: { datasetId: await buildDataset(policy.recipe, stage, print) },
  }),
};

const RECIPES = 'apps/data-prep/recipes';

function recipePath(recipe: string, { root, cwd }: Places): string {
  const candidates = [resolve(cwd, recipe), resolve(root, recipe), join(root, RECIPES, `${recipe}.yaml`)];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  const hint = `Name a YAML file in the loop's policy, or one of those in ${RECIPES}.`;
  throw new AppError('config.invalid', `There is no recipe ${recipe}.`, { hint });
}

/** What of a recipe names things outside of it. */
interface RecipeInputs {
  readonly sources?: readonly { readonly path?: string; readonly hub?: string; readonly revision?: string }[];
  readonly steps?: readonly { readonly against?: readonly string[] }[];
}

const COMMIT = /^[0-9a-f]{40}$/;

/** Hashes of what the recipe reads; undefined where it names a dataset of the hub whose content may change. */
async function sourcesOf(
  recipe: string,
  root: string,
  hashes: InputHashes,
): Promise<Readonly<Record<string, string | null>> | undefined> {
  const { sources = [], steps = [] } = readYaml(recipe).value as RecipeInputs;
  if (sources.some(({ hub, revision }) => hub !== undefined && !COMMIT.test(revision ?? ''))) return undefined;
  const named = [...sources.flatMap(({ path }) => path ?? []), ...steps.flatMap(({ against }) => against ?? [])];
  const found: Record<string, string | null> = {};
  for (const name of named) {
    const beside = resolve(dirname(recipe), name);
    found[name] = await hashes.of(existsSync(beside) ? beside : resolve(root, name));
  }
  return found;
}
