// Owns what the lines of a feedback file mean to whoever counts or learns from them, and how the file is named.
import { createHash } from 'node:crypto';

import { canonicalJson } from './canonical-json.ts';
import type { FeedbackAnswer, FeedbackManifest } from './generated/feedback-file.ts';

const DIGITS = 32;

/** The manifest with the hash over all of it but the time of the export. */
export function feedbackManifestOf(parts: Omit<FeedbackManifest, 'v' | 'sha256'>): FeedbackManifest {
  const { exportedAt, ...content } = parts;
  const sha256 = createHash('sha256')
    .update(canonicalJson({ v: 1, ...content }))
    .digest('hex');
  return { v: 1, sha256, exportedAt, ...content };
}

/** `feedback@<the first 32 digits>`: the export's id, and its folder's name. */
export const feedbackId = ({ sha256 }: Pick<FeedbackManifest, 'sha256'>): string =>
  `feedback@${sha256.slice(0, DIGITS)}`;

/** What a person would rather have read, with what they liked less. */
export interface Preference {
  readonly chosen: string;
  readonly rejected: readonly { readonly messageId: string; readonly content: string }[];
}

/**
 * What a rated answer teaches: its correction, else the answer itself where it was rated up. A correction is better than
 * the answer; an answer that was rated up (or its correction) is better than those of the same question that were rated
 * down. An answer that was cut short counts on neither side. Undefined where nothing is to be learned by.
 */
export function preferenceOf(rated: FeedbackAnswer): Preference | undefined {
  const { messageId, answer, status, rating, others } = rated;
  const whole = status === 'complete' && !isBlank(answer);
  const liked = whole && rating === 'up';
  const corrected = rated.correction !== null && !isBlank(rated.correction) && rated.correction !== answer;
  if (!corrected && !liked) return undefined;
  const chosen = corrected ? (rated.correction ?? '') : answer;
  const rejected = corrected && whole ? [{ messageId, content: answer }] : [];
  for (const other of liked ? others : []) {
    if (other.rating !== 'down' || other.status !== 'complete' || isBlank(other.answer)) continue;
    if (other.answer !== chosen) rejected.push({ messageId: other.messageId, content: other.answer });
  }
  return { chosen, rejected };
}

const isBlank = (text: string): boolean => text.trim() === '';
