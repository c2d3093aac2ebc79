import { quantile } from '../load/numbers.ts';
import type { Phase } from '../load/phase.ts';
import type { PartFigures, Stand } from '../stand.ts';
import { addedOf, inTurn, ratioOf, roundFigures, timesOf } from './in-turn.ts';

const ANSWER_SECONDS = 0.5; // short ones, so that there are many first tokens

/** How much later the first token comes than through the bare pipe, at half the streams. */
export async function measureFirstToken(stand: Stand): Promise<PartFigures> {
  const { rate, seconds } = stand.options;
  const streams = Math.ceil(stand.options.streams / 2);
  const tokens = Math.max(1, Math.round(rate * ANSWER_SECONDS));
  const load = { streams, answers: Math.ceil(seconds / 2 / ANSWER_SECONDS), tokens, tokenMs: 1000 / rate };
  const rounds = await inTurn(stand, [stand.serve(streams), stand.pipe(streams)], load);
  const [ours = [], pipes = []] = rounds.phases;
  const [first, pipe] = [timesOf(ours, 'firstTokenMs'), timesOf(pipes, 'firstTokenMs')];
  return {
    ratios: {
      ratio_first_token_p99_vs_pipe: ratioOf(ours, pipes, firstToken(0.99)),
    },
    figures: {
      ...{ streams, tokens_per_second_each: rate, tokens_per_answer: tokens },
      ...roundFigures(rounds),
      samples_each: ours.reduce((sum, { timing }) => sum + timing.firstTokenMs.length, 0),
      added_first_token_p50_ms: addedOf(ours, pipes, firstToken(0.5)),
      added_first_token_p99_ms: addedOf(ours, pipes, firstToken(0.99)),
      serve: { first_token_ms: first },
      pipe: { first_token_ms: pipe },
    },
  };
}

const firstToken =
  (share: number) =>
  ({ timing }: Phase): number =>
    quantile(timing.firstTokenMs, share);
