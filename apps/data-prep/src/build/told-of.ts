import type { Decision, RowStep } from '../steps/step.ts';

/** A decision as the report counts it. */
export function toldOf<T extends Decision>(step: Pick<RowStep<never>, 'told'>, decision: T): T {
  if (step.told === undefined || decision.notes === undefined) return decision;
  return { ...decision, notes: step.told(decision.notes) };
}
