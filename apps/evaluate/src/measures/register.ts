import { registerOf } from '@naru/text-measures';

import { asShare, type Measure } from './measure.ts';

/** 존댓말 where it is due, 반말 where the person asked for it. */
export const register: Measure = {
  name: 'register',
  title: 'Korean answers in the register that is due',
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) =>
    item.kind === 'register' && answer ? asShare(registerOf(answer.text).speech === item.expected) : undefined,
};

export const registerKept: Measure = {
  name: 'register-kept',
  title: 'Share of Korean sentences that keep to one register',
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) => {
    if (answer === undefined || item.kind === 'held-out' || item.language !== 'ko') return undefined;
    const { sentences, consistency } = registerOf(answer.text);
    return sentences === 0 ? undefined : consistency;
  },
};
