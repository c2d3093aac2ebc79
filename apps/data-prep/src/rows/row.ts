// Owns what a row is between steps. Does not know where rows come from or which steps there are.

export type Role = 'system' | 'user' | 'assistant';

export interface Message {
  readonly role: Role;
  readonly content: string;
}

/** What a rated answer's row is listed by, and what the person liked less than its last turn. */
export interface RowFeedback {
  readonly messageId: string;
  readonly rejected: readonly { readonly messageId: string; readonly content: string }[];
}

/** One conversation: an optional system turn, then user and assistant in turn, the assistant last. */
export interface Row {
  readonly messages: readonly Message[];
  /** Name of the source in the recipe. */
  readonly source: string;
  /** Where it was read, for people: `export.csv:12`, relative to the source's place. */
  readonly at: string;
  /** As the source names it. */
  readonly id?: string;
  /** Who wrote the user's turns, hashed or as the source names them; rows of one person stay on one side of a split. */
  readonly person?: string;
  /** A topic or category as the source names it. */
  readonly topic?: string;
  /** The language as the source names it: primary subtag, lower case. */
  readonly language?: string;
  /** Of an answer that a person rated. */
  readonly feedback?: RowFeedback;
  /** Model and prompt of a row that no person wrote. */
  readonly synthetic?: { readonly model: string; readonly prompt: string };
}
