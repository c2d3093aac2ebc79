import type { Gateway, Load, Phase } from '../load/phase.ts';
import { median, quantile, rounded } from '../load/numbers.ts';
import type { Stand } from '../stand.ts';

const WARM_UP_MS = 3000;

/** Measures gateways in turn, round after round, so that whatever else the machine does meets all of them. */
export async function inTurn(stand: Stand, gateways: readonly Gateway[], load: Load): Promise<Phase[][]> {
  const warmUp = { ...load, answers: 1, tokens: Math.min(load.tokens, Math.ceil(WARM_UP_MS / load.tokenMs)) };
  for (const gateway of gateways) await stand.run(gateway, warmUp); // compiled, connected
  const phases: Phase[][] = gateways.map(() => []);
  for (let round = 0; round < stand.options.rounds; round += 1) {
    for (const [index, gateway] of gateways.entries()) phases[index]?.push(await stand.run(gateway, load));
  }
  return phases;
}

/** The middle one of the rounds' ratios. */
export function ratioOf(ours: readonly Phase[], theirs: readonly Phase[], of: (phase: Phase) => number): number {
  return rounded(median(ours.map((phase, round) => of(phase) / of(theirs[round] ?? phase))), 3);
}

export const cpuOf = ({ cpuUsPerToken }: Phase): number => cpuUsPerToken;

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
