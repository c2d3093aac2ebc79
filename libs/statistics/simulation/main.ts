// How often the tests are wrong where the truth is known: progress on stderr, one JSON object as the last line of stdout.
import { parseArgs } from 'node:util';

import {
  DifferenceSequence,
  itemsForMcNemar,
  itemsForMean,
  mcnemar,
  pairedBootstrap,
  seededRandom,
  wilson,
  type Random,
} from '../src/index.ts';

const { values } = parseArgs({ options: { trials: { type: 'string', default: '2000' } } });
const trials = Number(values.trials);
const ITEMS = 200;
const LOOKS = 1000;
const EFFECT = 0.2; // in deviations of the difference
const CANARY = { same: 0.1, worse: 0.3 }; // share of conversations that go wrong

/** The share of trials that say yes, with its interval. */
function share(what: string, of: number, trial: (random: Random, seed: number) => boolean): object {
  const yes = Array.from({ length: of }, (_, seed) => trial(seededRandom(seed), seed)).filter(Boolean).length;
  const { low, high } = wilson(yes, of);
  process.stderr.write(`${what}: ${yes} of ${of}, ${low.toFixed(4)} to ${high.toFixed(4)}\n`);
  return { yes, trials: of, low: Number(low.toFixed(4)), high: Number(high.toFixed(4)) };
}

/** Differences of scores as answers have them: most are small, some are large, all are skewed. Deviation 1. */
function difference(random: Random, mean: number): number {
  const skewed = -Math.log(1 - random()) - 1;
  return mean + (random() < 0.5 ? skewed : -skewed);
}

const saysBetter = (random: Random, seed: number, items: number, mean: number): boolean =>
  pairedBootstrap(
    Array.from({ length: items }, () => difference(random, mean)),
    { seed },
  ).low > 0;

function mcnemarSaysBetter(random: Random, items: number, better: number, worse: number): boolean {
  const draws = Array.from({ length: items }, random);
  const result = mcnemar(
    draws.map((draw) => draw < better || draw > 0.8),
    draws.map((draw) => (draw >= better && draw < better + worse) || draw > 0.8),
  );
  return result.p < 0.05 && result.better > result.worse;
}

/** Looks after every conversation; stops at the first alarm. */
function alarms(random: Random, candidate: number, baseline: number): boolean {
  const sequence = new DifferenceSequence(0.05);
  for (let look = 0; look < LOOKS; look += 1) {
    sequence.candidate.add(random() < candidate ? 1 : 0);
    sequence.baseline.add(random() < baseline ? 1 : 0);
    if (sequence.bounds.low > 0) return true;
  }
  return false;
}

const advised = { mean: itemsForMean(EFFECT, 1), mcnemar: itemsForMcNemar(0.2, 0.1) };
const figures = {
  simulation: 'statistics',
  advised_items: advised,
  better_without_difference: share('better without a difference', trials, (random, seed) =>
    saysBetter(random, seed, ITEMS, 0),
  ),
  better_at_advised_items: share('better at the advised number of items', trials, (random, seed) =>
    saysBetter(random, seed, advised.mean, EFFECT),
  ),
  mcnemar_without_difference: share('McNemar: better without a difference', trials, (random) =>
    mcnemarSaysBetter(random, ITEMS, 0.15, 0.15),
  ),
  mcnemar_at_advised_items: share('McNemar: better at the advised number of items', trials, (random) =>
    mcnemarSaysBetter(random, advised.mcnemar, 0.2, 0.1),
  ),
  canary_false_alarms: share('canary: alarm without a difference', trials / 4, (random) =>
    alarms(random, CANARY.same, CANARY.same),
  ),
  canary_true_alarms: share('canary: alarm at three times the failures', trials / 4, (random) =>
    alarms(random, CANARY.worse, CANARY.same),
  ),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
