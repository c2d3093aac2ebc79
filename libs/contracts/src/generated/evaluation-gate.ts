// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * What a candidate has to show before it may be promoted, as a person writes it in YAML: one measure that has to win, others that must not lose more than a margin, and how many items it takes to say so.
 */
export interface EvaluationGate {
  name: string;
  description: string;
  primary: {
    measure: string;
    /**
     * The smallest gain that matters, in the measure's unit: where the interval lies below it, the candidate is not better, however many items there are.
     */
    worth: number;
  };
  guardrails: {
    measure: string;
    /**
     * How much may be lost, in the measure's unit.
     */
    margin: number;
  }[];
  /**
   * Of every measure that decides; prompts where several answers belong to one.
   */
  minimum_items: number;
  /**
   * Of the intervals; two-sided.
   */
  level: number;
  resamples: number;
  seed: number;
}
