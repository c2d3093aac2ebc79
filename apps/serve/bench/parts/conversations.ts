import { quantile } from '../load/numbers.ts';
import type { PartFigures, Stand } from '../stand.ts';
import { addedOf, cpuFigures, cpuOf, inTurn, ratioOf, roundFigures, timesOf } from './in-turn.ts';

/** CPU time of a token on /api/conversations, and how much longer its reader waits from text to text. */
export async function measureConversations(stand: Stand): Promise<PartFigures> {
  const { streams, rate, seconds } = stand.options;
  const load = { streams, answers: 1, tokens: Math.round(rate * seconds), tokenMs: 1000 / rate };
  const gateways = [await stand.conversations(streams), stand.pipe(streams)];
  const rounds = await inTurn(stand, gateways, load);
  const [ours = [], pipes = []] = rounds.phases;
  const gaps = { ours: timesOf(ours, 'gapsMs'), pipe: timesOf(pipes, 'gapsMs') };
  return {
    ratios: { ratio_conversations_cpu_vs_pipe: ratioOf(ours, pipes, cpuOf) },
    figures: {
      ...{ streams, tokens_per_second_each: rate, tokens_per_answer: load.tokens },
      ...roundFigures(rounds),
      added_inter_token_p99_ms: addedOf(ours, pipes, ({ timing }) => quantile(timing.gapsMs, 0.99)),
      serve: { ...cpuFigures(ours), inter_token_ms: gaps.ours, engine_to_reader_ms: timesOf(ours, 'delaysMs') },
      pipe: { ...cpuFigures(pipes), inter_token_ms: gaps.pipe, engine_to_reader_ms: timesOf(pipes, 'delaysMs') },
    },
  };
}
