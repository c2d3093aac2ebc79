import type { ItemLikelihood } from '@naru/contracts';

import { asShare, type Measure } from './measure.ts';

/** As lm-eval's `acc`: the most likely option is the right one. */
export const choices: Measure = {
  name: 'choices',
  title: 'Choices that are right',
  unit: '',
  higherIsBetter: true,
  of: (item, made) => rightness(item, made.choices, ({ logLikelihood }) => logLikelihood),
};

/** As lm-eval's `acc_bytes`: by likelihood a byte, so that short options have no advantage. */
export const choicesByByte: Measure = {
  name: 'choices-by-byte',
  title: 'Choices that are right, by likelihood per byte',
  unit: '',
  higherIsBetter: true,
  of: (item, made) => rightness(item, made.choices, ({ logLikelihood, bytes }) => logLikelihood / Math.max(1, bytes)),
};

function rightness(
  item: Parameters<Measure['of']>[0],
  options: readonly ItemLikelihood[] | undefined,
  worth: (option: ItemLikelihood) => number,
): number | undefined {
  if (item.kind !== 'choice' || options === undefined) return undefined;
  const worths = options.map(worth);
  return asShare(worths.indexOf(Math.max(...worths)) === item.answer);
}
