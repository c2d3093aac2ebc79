// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * data/feedback/feedback@<sha>/: feedback.jsonl, a FeedbackAnswer a line in the order of their message ids, and manifest.json, a FeedbackManifest. Only what its person agreed to is here.
 */
export type FeedbackFile = FeedbackAnswer | FeedbackManifest;
export type MessageId = string;
export type Pseudonym = string;
/**
 * How the writing of the answer ended.
 */
export type Status = 'complete' | 'stopped' | 'interrupted' | 'failed';
export type Rating = 'up' | 'down' | null;
export type Sha256 = string;

/**
 * An answer that its person rated or corrected, and what stood before it.
 */
export interface FeedbackAnswer {
  messageId: MessageId;
  /**
   * The same for all answers of one conversation.
   */
  conversation: string;
  /**
   * The same for all answers that one person rated; null where nobody signs in.
   */
  person: Pseudonym | null;
  /**
   * The branch that the person saw, up to the question; the system prompt, where there is one, as it is at the time of the export. Empty turns are left out.
   */
  turns: {
    role: 'system' | 'user' | 'assistant';
    content: string;
  }[];
  /**
   * The oldest turns, where all of them would be very long.
   */
  turnsLeftOut: number;
  answer: string;
  status: Status;
  rating: Rating;
  reason: string | null;
  /**
   * What the answer should have been.
   */
  correction: string | null;
  /**
   * Other answers to the same question that have a line of their own: at most eight, those rated down first.
   */
  others: {
    messageId: MessageId;
    answer: string;
    status: Status;
    rating: Rating;
  }[];
  model: string | null;
  base: {
    id: string;
    sha256: string | null;
  } | null;
  adapter: {
    name: string;
    sha256: string;
  } | null;
  /**
   * What the adapter was trained on.
   */
  dataset: {
    id: string;
    sha256: string;
  } | null;
  answeredAt: string;
  ratedAt: string;
}
/**
 * What is in an export. The same content of a database gives the same bytes, but for exportedAt.
 */
export interface FeedbackManifest {
  v: 1;
  /**
   * Of this document without this field and exportedAt, as canonical JSON (keys sorted, no spaces); its first 32 digits name the folder.
   */
  sha256: string;
  /**
   * The moment whose state of the database this is; an answer that was rated before it and stands in withdrawn is not to be used.
   */
  exportedAt: string;
  file: {
    path: 'feedback.jsonl';
    bytes: number;
    sha256: Sha256;
  };
  counts: {
    /**
     * Lines of the file.
     */
    answers: number;
    up: number;
    down: number;
    corrections: number;
    /**
     * A text that a person liked more than another.
     */
    pairs: number;
  };
  /**
   * Answers of earlier exports that are no longer there, or no longer agreed to: rows of them are to be left out wherever they stand. Sorted.
   */
  withdrawn: MessageId[];
}
