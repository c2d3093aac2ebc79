import { isEmptyAnswer, loopAtEnd, repeatedShare, templateLeaksIn } from '@naru/text-measures';

import type { Answer } from '../answers/answer-log.ts';
import { asShare, type Measure } from './measure.ts';

/** Of every answer; lower is better. */
const fault = (name: string, title: string, of: (answer: Answer) => number): Measure => ({
  ...{ name, title, unit: '', higherIsBetter: false },
  of: (_, { answer }) => (answer === undefined ? undefined : of(answer)),
});

export const empty = fault('empty', 'Empty answers', ({ text }) => asShare(isEmptyAnswer(text)));

/** Who is given fewer tokens may have meant to end: only that it goes in circles tells then. */
export const ENOUGH_TOKENS = 200;

/** The limit of tokens ended it, a long one, or it goes in circles. */
export const unfinished = fault('unfinished', 'Answers that do not end', ({ text, finishReason, tokens }) =>
  asShare((finishReason === 'length' && tokens >= ENOUGH_TOKENS) || loopAtEnd(text) !== undefined),
);

export const repetition = fault('repetition', 'Share of four-word runs that are said again', ({ text }) =>
  repeatedShare(text),
);

export const templateLeak = fault('template-leak', 'Answers with marks of the chat template', ({ text }) =>
  asShare(templateLeaksIn(text).length > 0),
);
