// Owns which of two answers a chat model prefers: pairs in both orders, the rubric, what that costs, and the win rate with
// and without the help of length. Does not know where answers come from or what a gate makes of a win.
export { readJudge, requireJudge, type JudgeArguments, type JudgeChoice } from './judge-choice.ts';
export { pairsOf, withWins } from './judge-win.ts';
export { pairwiseId } from './rubric.ts';
export { judgePairs, type Judged, type JudgeOptions } from './judge-pairs.ts';
export type { Pair, Win } from './pair.ts';
export { lengthControlledWinRate } from './length-control.ts';
