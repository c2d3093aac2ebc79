import type { Gateway } from '../load/phase.ts';
import { startPeers } from '../peers.ts';
import type { PartFigures, Stand } from '../stand.ts';
import { cpuFigures, cpuOf, inTurn, ratioOf, roundFigures } from './in-turn.ts';

/** CPU time of a token on /v1/chat/completions: serve's, the bare pipe's, and that of peers that are there. */
export async function measureCompletions(stand: Stand): Promise<PartFigures> {
  const { streams, rate, seconds } = stand.options;
  const load = { streams, answers: 1, tokens: Math.round(rate * seconds), tokenMs: 1000 / rate };
  const { peers, absent } = await startPeers(stand);
  try {
    const gateways: readonly Gateway[] = [stand.serve(streams), stand.pipe(streams), ...peers];
    const rounds = await inTurn(stand, gateways, load);
    const [ours = [], ...theirs] = rounds.phases;
    const others = gateways.slice(1).map(({ name }, index) => ({ name, phases: theirs[index] ?? [] }));
    return {
      ratios: Object.fromEntries(
        others.map(({ name, phases }) => [`ratio_gateway_cpu_vs_${name}`, ratioOf(ours, phases, cpuOf)]),
      ),
      figures: {
        ...{ streams, tokens_per_second_each: rate, tokens_per_answer: load.tokens },
        ...roundFigures(rounds),
        serve: cpuFigures(ours),
        ...Object.fromEntries(others.map(({ name, phases }) => [name, cpuFigures(phases)])),
        ...absent,
      },
    };
  } finally {
    await Promise.all(peers.map(({ program }) => program.end()));
  }
}
