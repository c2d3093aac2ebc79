import type { Measure } from './measure.ts';

/** A loss of one is a win of the other, so that their difference is twice the lead. */
export const judgeWin: Measure = {
  name: 'judge-win',
  title: 'Preferred by the judge',
  unit: '',
  higherIsBetter: true,
  of: (_, { judged }) => judged,
};
