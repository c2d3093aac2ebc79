import type { TokenBudget } from '@naru/ask';
import type { JudgeFigures } from '@naru/contracts';
import { pairedBootstrap } from '@naru/statistics';

import type { JudgeOptions, PairVerdict } from './judge-pairs.ts';
import { lengthControlledWinRate } from './length-control.ts';
import type { Pair } from './pair.ts';

interface Parts extends Pick<JudgeFigures, 'model' | 'promptId'> {
  readonly pairs: readonly Pair[];
  /** In the order of the pairs. */
  readonly verdicts: readonly PairVerdict[];
  readonly budget: TokenBudget;
  readonly price: JudgeOptions['price'];
}

const EVEN = 0.5;
const MILLION = 1e6;

/** What the report says of the judge. A pair without a verdict in both orders is counted, and counts for nothing. */
export function figuresOf({ pairs, verdicts, model, promptId, budget, price }: Parts): JudgeFigures {
  const judged = verdicts.flatMap(({ win, isFlipped }, at) => {
    const pair = pairs[at];
    return win === undefined || pair === undefined ? [] : [{ win, isFlipped, longer: lengthDifference(pair) }];
  });
  const wins = judged.map(({ win }) => win);
  const flips = judged.filter(({ isFlipped }) => isFlipped).length;
  return {
    ...{ model, promptId },
    pairs: judged.length,
    unjudged: pairs.length - judged.length,
    wins: wins.filter((win) => win === 1).length,
    ties: wins.filter((win) => win === EVEN).length,
    losses: wins.filter((win) => win === 0).length,
    flips,
    flipRate: judged.length === 0 ? 0 : flips / judged.length,
    ...winRate(wins),
    lengthControlled: lengthControlledWinRate(judged),
    tokens: budget.spent,
    costUsd: price === null ? null : (budget.prompt * price.in + budget.completion * price.out) / MILLION,
  };
}

const lengthDifference = ({ candidate, baseline }: Pair): number => lengthOf(candidate) - lengthOf(baseline);

const lengthOf = (text: string): number => text.normalize('NFC').length;

function winRate(wins: readonly number[]): Pick<JudgeFigures, 'winRate' | 'low' | 'high'> {
  if (wins.length === 0) return { winRate: null, low: null, high: null };
  const { estimate, low, high } = pairedBootstrap(
    wins.map((win) => win - EVEN),
    { seed: 1 },
  );
  return { winRate: EVEN + estimate, low: EVEN + low, high: EVEN + high };
}
