// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * A line of data/forgotten.jsonl: what is in no dataset and no export of feedback that is made from then on. Lines are only added.
 */
export type Forgotten = ForgottenFile | ForgottenMessage;
export type At = string;
export type Why = string | null;

/**
 * A file of a source, known by its content wherever it lies.
 */
export interface ForgottenFile {
  v: 1;
  at: At;
  kind: 'file';
  why: Why;
  sha256: string;
  /**
   * Where it lay, from the workspace: a recipe may go on naming it when it is deleted. null: known from a manifest alone.
   */
  path: string | null;
}
/**
 * An answer of the chat; with a message, each answer that was written after it in its branch has a line of its own.
 */
export interface ForgottenMessage {
  v: 1;
  at: At;
  kind: 'message';
  why: Why;
  messageId: string;
}
