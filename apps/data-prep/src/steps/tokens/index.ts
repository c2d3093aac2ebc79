// Owns what rows cost in tokens of one base model, and which of them training would cut. How a row becomes tokens is
// naru_torch's, by the code that training uses.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TokenizeJob } from '@naru/contracts';

import type { Collected, Decided, WholeStep } from '../step.ts';
import { aboutIn, collected as collectedOf, COUNTS, countsIn, ROWS } from './collect.ts';
import { figuresOf } from './figures.ts';
import { keepModel, keptModel } from './kept-model.ts';
import { lengthsOf, type TokensParameters } from './parameters.ts';
import { addShard, emptySums } from './sums.ts';

export type { TokensParameters } from './parameters.ts';

export const tokens: WholeStep<TokensParameters> = {
  name: 'tokens',
  version: 1,
  async resolve(parameters, places) {
    places.jobs.requireEnvironment();
    return { ...parameters, tokenizer: await keepModel(parameters.model, places, places.hashes) };
  },
  collect: () => collectedOf,
  decide,
};

async function decide(parameters: TokensParameters, collected: Collected): Promise<Decided> {
  const shards = collected.shards.filter(({ rows }) => rows > 0);
  if (shards.some(isPending)) await countTokens(parameters, shards, collected);
  const sums = emptySums(lengthsOf(parameters));
  for (const { file } of shards) addShard(sums, aboutIn(file), countsIn(file));
  await collected.progress(1);
  const { all, forecast, refused } = sums;
  const asked = forecast.find(({ length }) => length === parameters.maxLength);
  return {
    of: (at) => decisionsOf(collected.shards[at], parameters),
    figures: figuresOf(sums, parameters),
    totals: {
      rows: all.rows,
      tokens: all.tokens,
      supervised: all.supervised,
      truncated: asked?.cut ?? 0,
      refused: [...refused.values()].reduce((sum, { rows }) => sum + rows, 0) + (asked?.refused ?? 0),
    },
  };
}

type Shard = Collected['shards'][number];

const isPending = ({ file }: Shard): boolean => !existsSync(file(COUNTS));

const LOOK_MS = 500;

/** Lets the job count what is not counted yet; it leaves a file for each shard as it goes. */
async function countTokens(
  parameters: TokensParameters,
  shards: readonly Shard[],
  { jobs, work, signal, progress }: Collected,
): Promise<void> {
  const { id, format, path, revision } = keptModel(work, parameters.tokenizer ?? '');
  const job: Omit<TokenizeJob, 'v' | 'kind' | 'runId' | 'eventsPath'> = {
    base: { id, format, path, revision },
    lengths: lengthsOf(parameters),
    files: shards.filter(isPending).map(({ file }) => ({ rows: file(ROWS), output: file(COUNTS) })),
  };
  let ended = false;
  const run = jobs.run('tokenize', job, { work, signal }).finally(() => (ended = true));
  const watch = async (): Promise<void> => {
    for (let done = 0; !ended; done = shards.filter((shard) => !isPending(shard)).length) {
      await progress(Math.min(0.99, done / shards.length)).catch(() => undefined);
      await Promise.race([sleep(LOOK_MS, undefined, { ref: false }), run.catch(() => undefined)]);
    }
  };
  await Promise.all([run, watch()]);
}

function decisionsOf(shard: Shard | undefined, parameters: TokensParameters): ReturnType<Decided['of']> {
  if (shard === undefined || shard.rows === 0) return [];
  const { tokens: all, supervised, refused } = countsIn(shard.file);
  const without = new Set(refused.map(({ row }) => row));
  return aboutIn(shard.file).index.map((index, row) => {
    if (without.has(row)) return { index, notes: { refused: true } };
    const truncated = (all[row] ?? 0) > parameters.maxLength;
    const notes = { tokens: all[row], supervised: supervised[row], truncated };
    return { index, ...(truncated && parameters.dropTruncated && { drop: 'truncated' }), notes };
  });
}
