import { isMap } from '../recipe/is-map.ts';
import { isWhole, rowStep, wholeStep } from '../steps/index.ts';
import type { StepPlaces } from '../steps/step.ts';
import type { StepOfRecipe } from './plan.ts';

/** Steps with their defaults filled in, and what they name (evaluation sets) turned into hashes. */
export async function resolvedSteps(steps: readonly StepOfRecipe[], places: StepPlaces): Promise<StepOfRecipe[]> {
  const resolved: StepOfRecipe[] = [];
  for (const { use, parameters } of steps) {
    const step = isWhole(use) ? wholeStep(use) : rowStep(use);
    const given = 'defaults' in step ? overDefaults(step.defaults, parameters) : parameters;
    const whole = (await step.resolve?.(given as never, places)) ?? given;
    resolved.push({ use, parameters: whole as Readonly<Record<string, unknown>> });
  }
  return resolved;
}

/** `given` over `defaults`, map by map. */
function overDefaults(defaults: unknown, given: unknown): unknown {
  if (!isMap(defaults) || !isMap(given)) return given ?? defaults;
  const keys = [...new Set([...Object.keys(defaults), ...Object.keys(given)])];
  return Object.fromEntries(keys.map((key) => [key, overDefaults(defaults[key], given[key])]));
}
