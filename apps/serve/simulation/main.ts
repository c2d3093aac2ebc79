// How often a canary is wrong where the truth is known, looked at after every conversation: progress on stderr, one JSON
// object as the last line of stdout.
import { parseArgs } from 'node:util';

import { seededRandom, wilson, type Random } from '@naru/statistics';

import { CanaryComparison } from '../src/canary/comparison.ts';
import { MEASURE_NAMES } from '../src/canary/measures.ts';
import { DEFAULT_POLICY } from '../src/canary/policy.ts';
import { conversation, USUAL, type TrueModel } from './conversations.ts';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '1000' },
    conversations: { type: 'string', default: '1500' },
    first: { type: 'string', default: '0' },
  },
});
const trials = Number(values.trials);
/** The seed of the first trial: runs with seeds of their own add up. */
const first = Number(values.first);
const CONVERSATIONS = Number(values.conversations);

interface Truth {
  readonly candidate: TrueModel;
  readonly baseline: TrueModel;
  /** Share of the conversations that go to the candidate. */
  readonly share?: number;
  /** How hard it is for both, from the first conversation to the last. */
  readonly strain?: (at: number) => number;
}

interface Ended {
  readonly verdict: 'worse' | 'won' | 'open';
  readonly conversations: number;
}

/** One canary from its first conversation to its end, looked at after each. */
function canary({ candidate, baseline, share = 0.5, strain = () => 1 }: Truth, random: Random): Ended {
  const { level, minimum } = DEFAULT_POLICY;
  const comparison = new CanaryComparison({ measures: MEASURE_NAMES, level, minimum, share });
  for (let at = 0; at < CONVERSATIONS; at += 1) {
    const isCandidate = random() < share;
    const model = isCandidate ? candidate : baseline;
    comparison.add(isCandidate ? 'candidate' : 'baseline', conversation(model, random, strain(at)));
    const { verdict } = comparison;
    if (verdict !== 'open') return { verdict, conversations: at + 1 };
  }
  return { verdict: 'open', conversations: CONVERSATIONS };
}

function simulate(what: string, truth: Truth): object {
  const ended = Array.from({ length: trials }, (_, seed) => canary(truth, seededRandom(first + seed)));
  const figures = { worse: share(ended, 'worse'), won: share(ended, 'won') };
  process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
  return figures;
}

function share(ended: readonly Ended[], verdict: Ended['verdict']): object {
  const those = ended.filter((each) => each.verdict === verdict).map(({ conversations }) => conversations);
  const { low, high } = wilson(those.length, ended.length);
  const median = those.toSorted((one, other) => one - other)[those.length >> 1] ?? null;
  return {
    share: those.length / ended.length,
    low: Number(low.toFixed(4)),
    high: Number(high.toFixed(4)),
    median_conversations: median,
  };
}

const alike = { candidate: USUAL, baseline: USUAL };
const against = (over: Partial<TrueModel>): Truth => ({ candidate: { ...USUAL, ...over }, baseline: USUAL });
const evening = (at: number): number => 1 + Math.sin((2 * Math.PI * at) / 200) / 2;
const figures = {
  simulation: 'canary',
  trials,
  conversations: CONVERSATIONS,
  measures: MEASURE_NAMES.length,
  false_alarms: simulate('alike', alike),
  false_alarms_small_share: simulate('alike, a tenth to the candidate', { ...alike, share: 0.1 }),
  false_alarms_while_load_changes: simulate('alike, load comes and goes', { ...alike, strain: evening }),
  never_ends: simulate('half of the answers do not end', against({ neverEnding: 0.5 })),
  fails: simulate('one of five answers fails', against({ failed: 0.2 })),
  disliked: simulate('disliked four times as often', against({ down: 0.2, regenerated: 0.3 })),
  false_wins: simulate('worse by just the margin', against({ neverEnding: USUAL.neverEnding + 0.05 })),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
