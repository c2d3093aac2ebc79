// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * Of the whole row, special tokens included.
 */
export type Counts = number[];
/**
 * Those that are learned.
 */
export type Counts1 = number[];
export type Counts2 = number[];

/**
 * What `naru_torch tokenize` says of one file of rows: a list for each figure, with one value a row, in the order of the rows. A row that training would refuse has zeros.
 */
export interface TokenizeOutput {
  tokens: Counts;
  supervised: Counts1;
  /**
   * For each length of the job: learned tokens within it. 0: training at that length refuses the row.
   */
  kept: Counts2[];
  hangul: Density;
  latin: Density1;
  refused: {
    row: number;
    reason: string;
  }[];
}
/**
 * Tokens of answers that end in a Hangul syllable, and the syllables.
 */
export interface Density {
  tokens: Counts2;
  units: Counts2;
}
/**
 * Tokens of answers that end in a Latin letter, and the words.
 */
export interface Density1 {
  tokens: Counts2;
  units: Counts2;
}
