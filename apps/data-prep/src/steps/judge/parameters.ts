export interface JudgeParameters {
  readonly model: string;
  readonly endpoint?: string;
  readonly rubric: string;
  /** Rows with a lower verdict are dropped; rows without one stay. */
  readonly minimum: number;
  /** Of the rows, chosen by their content. */
  readonly share: number;
  readonly budgetTokens: number | null;
  /** SHA-256 of the rubric's prompts; set when the recipe is planned. */
  readonly prompts?: Readonly<Record<'ko' | 'en', string>>;
}
