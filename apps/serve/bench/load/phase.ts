import { setTimeout as sleep } from 'node:timers/promises';

import { processFigures } from '../programs/process-figures.ts';
import type { Program } from '../programs/program.ts';
import type { Ask } from './ask.ts';
import { newTiming, TokenReader, type Timing } from './token-reader.ts';

/** What is asked of a gateway: each stream asks for its answers one after another. */
export interface Load {
  readonly streams: number;
  readonly answers: number;
  readonly tokens: number;
  readonly tokenMs: number;
}

export interface Gateway {
  readonly name: string;
  readonly program: Program;
  /** One a stream. */
  readonly asks: readonly Ask[];
}

export interface Phase {
  readonly tokens: number;
  readonly seconds: number;
  /** User and system time of the gateway, each token. */
  readonly cpuUsPerToken: number;
  /** Below 1 tokens were joined on their way. */
  readonly arrivalsPerToken: number;
  readonly timing: Timing;
  readonly problems: readonly string[];
}

const MOST_SPREAD_MS = 2000;
const SETTLE_MS = 300; // what is kept of the last answers belongs to the phase

/** Loads a gateway, and measures it from before the first request until what it keeps is kept. */
export async function runPhase({ program, asks }: Gateway, load: Load): Promise<Phase> {
  const timing = newTiming();
  const problems: string[] = [];
  let [tokens, arrivals] = [0, 0];
  const begun = performance.now();
  const before = processFigures(program.pid).cpuSeconds;
  const one = async (ask: Ask, index: number): Promise<void> => {
    // Spread, so that neither tokens nor beginnings fall on the same moment.
    await sleep((index / load.streams) * Math.min(load.tokens * load.tokenMs, MOST_SPREAD_MS));
    for (let answer = 0; answer < load.answers; answer += 1) {
      const reader = new TokenReader(timing);
      const failure = await ask(load.tokens, reader).then(
        () => reader.problem(load.tokens),
        (error: unknown) => (error as Error).message,
      );
      if (failure !== undefined) problems.push(failure);
      tokens += reader.tokens;
      arrivals += reader.arrivals;
    }
  };
  await Promise.all(asks.slice(0, load.streams).map(one));
  await sleep(SETTLE_MS);
  const cpuSeconds = processFigures(program.pid).cpuSeconds - before;
  const seconds = (performance.now() - begun) / 1000;
  const cpuUsPerToken = (cpuSeconds * 1e6) / tokens;
  return { tokens, seconds, cpuUsPerToken, arrivalsPerToken: arrivals / tokens, timing, problems };
}
