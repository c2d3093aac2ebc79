// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * A line of what `naru_torch score` writes: one item's likelihood, in the order of the items.
 */
export type ScoreOutput = ScoredConversation | ScoredChoices | NotScored;

export interface ScoredConversation {
  id: string;
  /**
   * Natural logarithm, of the assistant's tokens with those that close its turns.
   */
  logLikelihood: number;
  tokens: number;
  /**
   * Of the assistant's turns, UTF-8, without what closes them.
   */
  bytes: number;
}
export interface ScoredChoices {
  id: string;
  choices: ScoredChoice[];
}
export interface ScoredChoice {
  logLikelihood: number;
  tokens: number;
  bytes: number;
}
export interface NotScored {
  id: string;
  refused: string;
}
