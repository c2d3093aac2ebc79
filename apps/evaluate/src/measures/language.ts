import { languageOfAnswer } from '@naru/text-measures';

import type { Measure } from './measure.ts';

/** The share of an answer that is in the language of the question; an answer without letters has none. */
export const rightLanguage: Measure = {
  name: 'right-language',
  title: 'Share of an answer in the language of its question',
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) => {
    if (answer === undefined || item.kind === 'held-out') return undefined;
    const { letters, asAsked } = languageOfAnswer(answer.text, item.prompt);
    return letters === 0 ? undefined : asAsked;
  },
};

export const hangul: Measure = {
  name: 'hangul',
  title: 'Share of Hangul in answers to Korean questions',
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) => {
    if (answer === undefined || item.kind === 'held-out' || item.language !== 'ko') return undefined;
    return languageOfAnswer(answer.text, item.prompt).hangul;
  },
};

/** How much of an answer is in another language than the rest, a third script counted. */
export const codeSwitch: Measure = {
  name: 'code-switch',
  title: 'Share of an answer that slips into another language',
  unit: '',
  higherIsBetter: false,
  of: (_, { answer }) => {
    if (answer === undefined) return undefined;
    const { switched, strayed } = languageOfAnswer(answer.text);
    return Math.min(1, switched + strayed);
  },
};
