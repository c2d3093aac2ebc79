/** Two answers to one request. */
export interface Pair {
  /** Unique among the pairs that are judged together. */
  readonly key: string;
  /** Of the rubric; what is neither Korean nor English is judged in English. */
  readonly language: 'ko' | 'en';
  readonly question: string;
  /** Answers that are right; empty where there are none. */
  readonly references: readonly string[];
  readonly candidate: string;
  readonly baseline: string;
}

/** The candidate's: 1 won, 0.5 a tie, 0 lost. */
export type Win = 0 | 0.5 | 1;
