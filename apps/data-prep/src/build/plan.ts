import { keyOf } from '@naru/files';

import { rowStep, wholeStep, isWhole } from '../steps/index.ts';

/** A step as a recipe names it. */
export interface StepOfRecipe {
  readonly use: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface PlannedStep {
  readonly name: string;
  readonly version: number;
  readonly whole: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of this step and all before it, `read` included. */
  readonly key: string;
}

/** The steps with their keys: each depends on its own name, version and parameters and on the key before. */
export function plannedSteps(steps: readonly StepOfRecipe[], readKey: string): PlannedStep[] {
  let before = readKey;
  return steps.map(({ use: name, parameters }) => {
    const whole = isWhole(name);
    const { version } = whole ? wholeStep(name) : rowStep(name);
    const key = keyOf({ name, version, parameters, before });
    before = key;
    return { name, version, whole, parameters, key };
  });
}
