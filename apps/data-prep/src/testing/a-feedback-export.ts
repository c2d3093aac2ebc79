import { createHash } from 'node:crypto';

import { feedbackId, feedbackManifestOf, preferenceOf, type FeedbackAnswer } from '@naru/contracts';

import type { Workspace } from './a-build.ts';

/** The id of the message of this number. */
export const messageId = (number: number): string => `019a1b2c-0000-7000-8000-${String(number).padStart(12, '0')}`;

const pseudonym = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export interface Rated extends Partial<Omit<FeedbackAnswer, 'messageId' | 'person' | 'turns' | 'answer'>> {
  readonly person?: string | null;
}

/** A line of feedback: an answer of some person to a question, rated up where nothing else is said. */
export function rated(
  number: number,
  question: string,
  answer: string,
  { person, ...over }: Rated = {},
): FeedbackAnswer {
  return {
    messageId: messageId(number),
    conversation: pseudonym(`conversation ${number}`),
    person: person === null ? null : pseudonym(person ?? `person of ${number}`),
    turns: [{ role: 'user', content: question }],
    turnsLeftOut: 0,
    answer,
    ...{ status: 'complete', rating: 'up', reason: null, correction: null, others: [] },
    ...{ model: null, base: null, adapter: null, dataset: null },
    answeredAt: '2026-11-23T09:00:00.000Z',
    ratedAt: '2026-11-23T09:00:00.000Z',
    ...over,
  };
}

export interface ExportOver {
  readonly withdrawn?: readonly number[];
  /** Minute of the export: a later one knows more. */
  readonly minute?: number;
  readonly folder?: string;
}

/** Puts an export into the workspace, as serve writes it. @returns its id */
export function writeExport(
  workspace: Workspace,
  lines: readonly FeedbackAnswer[],
  { withdrawn = [], minute = 0, folder = 'data/feedback' }: ExportOver = {},
): string {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const count = (of: (line: FeedbackAnswer) => boolean): number => lines.filter(of).length;
  const manifest = feedbackManifestOf({
    exportedAt: new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString(),
    file: {
      path: 'feedback.jsonl',
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    },
    counts: {
      answers: lines.length,
      up: count(({ rating }) => rating === 'up'),
      down: count(({ rating }) => rating === 'down'),
      corrections: count(({ correction }) => correction !== null),
      pairs: lines.reduce((sum, line) => sum + (preferenceOf(line)?.rejected.length ?? 0), 0),
    },
    withdrawn: withdrawn.map(messageId),
  });
  const id = feedbackId(manifest);
  workspace.write(`${folder}/${id}/feedback.jsonl`, text);
  workspace.write(`${folder}/${id}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  return id;
}
