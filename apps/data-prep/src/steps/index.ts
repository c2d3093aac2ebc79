// Owns which steps there are. A step's own folder owns what it decides.
import { AppError } from '@naru/contracts';

import { decontaminate } from './decontaminate/index.ts';
import { duplicates } from './duplicates/index.ts';
import { judge } from './judge/index.ts';
import { language } from './language/index.ts';
import { normalize } from './normalize/index.ts';
import { privateData } from './private-data/index.ts';
import { quality } from './quality/index.ts';
import { split } from './split/index.ts';
import { tokens } from './tokens/index.ts';
import type { RowStep, WholeStep } from './step.ts';

// Parameters were checked against the recipe's schema, step by step, before any of them is called.
const ROW_STEPS: readonly RowStep<never>[] = [normalize, language, quality, privateData, decontaminate];
const WHOLE_STEPS: readonly WholeStep<never>[] = [judge, duplicates, split, tokens];

/** The names that a recipe may use. */
export const stepNames = (): string[] => [...ROW_STEPS, ...WHOLE_STEPS].map(({ name }) => name);

export const isWhole = (name: string): boolean => WHOLE_STEPS.some((step) => step.name === name);

export const rowStep = (name: string): RowStep<never> => found(ROW_STEPS, name);

export const wholeStep = (name: string): WholeStep<never> => found(WHOLE_STEPS, name);

function found<T extends { readonly name: string }>(steps: readonly T[], name: string): T {
  const step = steps.find((each) => each.name === name);
  if (step === undefined) throw new AppError('config.invalid', `There is no step ${name}.`);
  return step;
}
