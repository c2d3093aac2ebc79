import { isEmptyAnswer, loopAtEnd, templateLeaksIn } from '@naru/text-measures';

/**
 * What a canary compares. A conversation has one value of each, from 0 (as it should be) to 1, taken from the first answer
 * that it got in the canary: conversations are independent of one another, the answers of one are not.
 */
export const MEASURES = {
  failed: { title: 'Answers that failed', of: 'answer', margin: 0.05 },
  'never-ending': { title: 'Answers that do not end', of: 'answer', margin: 0.05 },
  malformed: { title: 'Answers that are empty or leak the template', of: 'answer', margin: 0.05 },
  'first-token': { title: 'Time to the first token, in tenths of 10 s', of: 'answer', margin: 0.1 },
  stopped: { title: 'Answers that the person stopped', of: 'person', margin: 0.1 },
  regenerated: { title: 'Answers that the person asked for again', of: 'person', margin: 0.1 },
  disliked: { title: 'Feedback: up 0, none 0.5, down 1', of: 'person', margin: 0.05 },
} as const;

export type MeasureName = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

export const isMeasure = (name: string): name is MeasureName => Object.hasOwn(MEASURES, name);

/** What nobody sees has no person who minds. */
export const SHADOW_MEASURES: readonly MeasureName[] = ['failed', 'never-ending', 'malformed'];

/** Null: not known of this conversation, which then does not count for the measure. */
export type Values = Readonly<Partial<Record<MeasureName, number | null>>>;

const LONGEST_FIRST_TOKEN_MS = 10_000;

export interface MadeAnswer {
  readonly status: 'complete' | 'streaming' | 'stopped' | 'interrupted' | 'failed';
  readonly content: string;
  readonly finishReason: string | null;
  readonly errorCode: string | null;
  readonly ttftMs: number | null;
}

/** What an answer itself shows, once it is over or has been written for too long. */
export function valuesOfAnswer({ status, content, finishReason, errorCode, ttftMs }: MadeAnswer): Values {
  const failed = errorCode !== null || status === 'failed';
  // Cut off because serve stopped: that says nothing about the model.
  if (status === 'interrupted' && !failed) return {};
  const isOver = status !== 'streaming';
  const goesOn = !isOver || finishReason === 'length' || loopAtEnd(content) !== undefined;
  const isWhole = !failed && status !== 'stopped';
  return {
    failed: Number(failed),
    stopped: Number(status === 'stopped'),
    'never-ending': failed ? null : Number(goesOn),
    malformed: isWhole && isOver ? Number(isEmptyAnswer(content) || templateLeaksIn(content).length > 0) : null,
    'first-token': ttftMs === null ? null : Math.min(1, ttftMs / LONGEST_FIRST_TOKEN_MS),
  };
}

export interface Reaction {
  readonly regenerated: boolean;
  readonly rating: 'up' | 'down' | null;
}

/** What the person did about it within the time that everybody is given. */
export function valuesOfReaction({ regenerated, rating }: Reaction): Values {
  return { regenerated: Number(regenerated), disliked: rating === 'down' ? 1 : rating === 'up' ? 0 : 0.5 };
}
