import type { Measure } from './measure.ts';

/** Several are answered at a time: to compare the two, not to say how fast one person is answered. */
export const ttft: Measure = {
  name: 'ttft',
  title: 'Time to the first token, several asked at a time',
  unit: 'ms',
  higherIsBetter: false,
  of: (_, { answer }) => answer?.ttftMs,
};

const MS = 1000;

export const tokensPerSecond: Measure = {
  name: 'tokens-per-second',
  title: 'Tokens a second after the first',
  unit: 'tokens/s',
  higherIsBetter: true,
  of: (_, { answer }) => {
    if (answer === undefined || answer.tokens < 2) return undefined;
    return ((answer.tokens - 1) * MS) / Math.max(1, answer.ms - answer.ttftMs);
  },
};
