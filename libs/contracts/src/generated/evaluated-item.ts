// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * A line of items.jsonl of an evaluation: what was asked, what the two answered, and what each measure says of it.
 */
export interface EvaluatedItem {
  id: string;
  set: string;
  kind: 'instructions' | 'question' | 'refusal' | 'choice' | 'register' | 'held-out';
  language: 'ko' | 'en' | 'mixed' | 'other';
  /**
   * What the person wrote; of a conversation the last turn before the answer.
   */
  prompt: string;
  /**
   * Answers that are right; empty where there are none.
   */
  references: string[];
  candidate: SubjectAnswer;
  baseline: SubjectAnswer;
  /**
   * By measure: the candidate's and the baseline's number.
   */
  scores: {
    /**
     * @minItems 2
     * @maxItems 2
     */
    [k: string]: [number, number] | undefined;
  };
}
/**
 * What one of the two made of the item; null where nothing of the kind was asked.
 */
export interface SubjectAnswer {
  answer: string | null;
  /**
   * As the engine says it: `stop`, `length`.
   */
  finishReason: string | null;
  /**
   * From the request to the last token.
   */
  ms: number | null;
  /**
   * To the first.
   */
  ttftMs: number | null;
  tokens: number | null;
  likelihood: null | ItemLikelihood;
  choices: null | ItemLikelihood[];
}
/**
 * Natural logarithm, as a score job gives it.
 */
export interface ItemLikelihood {
  logLikelihood: number;
  tokens: number;
  bytes: number;
}
