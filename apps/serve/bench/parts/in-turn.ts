import type { Gateway, Load, Phase } from '../load/phase.ts';
import { median, quantile, rounded } from '../load/numbers.ts';
import { say, type Stand } from '../stand.ts';

const WARM_UP_MS = 3000;
/** Code is still compiled for seconds, and the first hundreds of answers cost up to twice as much as those that follow. */
const WARM_LOADS = 2;

/** Later than this at 99 in 100 tokens, the pipe itself was held up: tokens join, and times tell of the machine alone. */
const HELD_UP_MS = 10;
const MOST_TRIES = 3;

export interface Rounds {
  /** Of each gateway, one a round. */
  readonly phases: readonly (readonly Phase[])[];
  /** Rounds that were made again because the machine was busy with something else. */
  readonly voidRounds: number;
  /** Whether every round that counts was undisturbed. */
  readonly quiet: boolean;
}

/**
 * Measures gateways in turn, round after round, so that whatever else the machine does meets all of them. A round in
 * which the bare pipe was held up is void and made again, within three times the rounds that were asked for.
 */
export async function inTurn(stand: Stand, gateways: readonly Gateway[], load: Load): Promise<Rounds> {
  const warmUp = {
    ...load,
    answers: load.answers * WARM_LOADS,
    tokens: Math.min(load.tokens, Math.ceil(WARM_UP_MS / load.tokenMs)),
  };
  for (const gateway of gateways) await stand.run(gateway, warmUp); // compiled, connected
  const { rounds } = stand.options;
  const taken: { readonly phases: readonly Phase[]; readonly heldUpMs: number }[] = [];
  const good = (): number => taken.filter(({ heldUpMs }) => heldUpMs <= HELD_UP_MS).length;
  while (good() < rounds && taken.length < rounds * MOST_TRIES) {
    const phases: Phase[] = [];
    for (const gateway of gateways) phases.push(await stand.run(gateway, load));
    const pipe = phases[gateways.findIndex(({ name }) => name === 'pipe')];
    const heldUpMs = quantile(pipe?.timing.delaysMs ?? [], 0.99);
    taken.push({ phases, heldUpMs });
    if (heldUpMs > HELD_UP_MS) say(`void: the pipe itself was ${heldUpMs.toFixed(0)} ms late at its 99th percentile`);
  }
  // Too few of them: those that were disturbed least.
  const kept = new Set(taken.toSorted((one, other) => one.heldUpMs - other.heldUpMs).slice(0, rounds));
  const counted = taken.filter((round) => kept.has(round));
  return {
    phases: gateways.map((_, index) => counted.flatMap(({ phases }) => phases[index] ?? [])),
    voidRounds: taken.length - counted.length,
    quiet: good() >= rounds,
  };
}

/** The middle one of the rounds' ratios. */
export function ratioOf(ours: readonly Phase[], theirs: readonly Phase[], of: (phase: Phase) => number): number {
  return rounded(median(ours.map((phase, round) => of(phase) / of(theirs[round] ?? phase))), 3);
}

export const cpuOf = ({ cpuUsPerToken }: Phase): number => cpuUsPerToken;

/** How much more of something is ours than theirs: the middle one of the rounds. */
export function addedOf(ours: readonly Phase[], theirs: readonly Phase[], of: (phase: Phase) => number): number {
  return rounded(median(ours.map((phase, round) => of(phase) - of(theirs[round] ?? phase))));
}

/** What a reader has to know of the rounds. */
export function roundFigures({ phases, voidRounds, quiet }: Rounds): object {
  return { rounds: phases[0]?.length ?? 0, void_rounds: voidRounds, quiet };
}

/** One of the timings of all rounds together. */
export function timesOf(phases: readonly Phase[], of: keyof Phase['timing']): { p50: number; p99: number } {
  const all = phases.flatMap(({ timing }) => timing[of]);
  return { p50: rounded(quantile(all, 0.5)), p99: rounded(quantile(all, 0.99)) };
}

export function cpuFigures(phases: readonly Phase[]): object {
  return {
    cpu_us_per_token: phases.map((phase) => rounded(phase.cpuUsPerToken, 1)),
    arrivals_per_token: rounded(median(phases.map(({ arrivalsPerToken }) => arrivalsPerToken))),
    tokens_per_second: rounded(median(phases.map(({ tokens, seconds }) => tokens / seconds)), 0),
    failed_answers: phases.reduce((sum, { problems }) => sum + problems.length, 0),
  };
}
