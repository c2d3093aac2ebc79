import { setTimeout as sleep } from 'node:timers/promises';

import { median, rounded, slope } from '../load/numbers.ts';
import type { Gateway, Load } from '../load/phase.ts';
import { processFigures } from '../programs/process-figures.ts';
import type { PartFigures, Stand } from '../stand.ts';

const MOST_SAMPLE_MS = 1000;
const SAMPLES = 60;
const WARM_SHARE = 1 / 3; // caches and compiled code grow at first in any process

type Sample = readonly [minutes: number, mib: number];

/** How serve's resident memory grows while completions and conversations go on, half and half. */
export async function measureMemory(stand: Stand): Promise<PartFigures> {
  const { memoryMinutes, rate } = stand.options;
  const streams = Math.ceil(stand.options.streams / 2);
  const half = Math.ceil(streams / 2);
  const load = { streams: half, answers: 1, tokens: Math.round(rate), tokenMs: 1000 / rate };
  const gateways = [stand.serve(half), await stand.conversations(half)];
  const until = performance.now() + memoryMinutes * 60_000;
  const sampling = samples(stand.serve(0), until);
  const failed = await Promise.all(gateways.map((gateway) => soak(stand, gateway, { load, until })));
  const taken = await sampling;
  const steady = taken.slice(Math.floor(taken.length * WARM_SHARE));
  return {
    figures: {
      ...{ minutes: memoryMinutes, streams: 2 * half, tokens_per_second_each: rate, samples: taken.length },
      resident_mib: {
        first: rounded(taken[0]?.[1] ?? NaN, 1),
        steady: rounded(median(steady.map(([, mib]) => mib)), 1),
      },
      slope_mib_per_minute: rounded(slope(steady), 3),
      failed_answers: failed.reduce((sum, each) => sum + each, 0),
    },
  };
}

async function samples({ program }: Gateway, until: number): Promise<Sample[]> {
  const begun = performance.now();
  const everyMs = Math.min(MOST_SAMPLE_MS, (until - begun) / SAMPLES);
  const taken: Sample[] = [];
  while (performance.now() < until) {
    taken.push([(performance.now() - begun) / 60_000, processFigures(program.pid).residentMib]);
    await sleep(everyMs);
  }
  return taken;
}

interface Soak {
  readonly load: Load;
  readonly until: number;
}

/** @returns how many answers failed */
async function soak(stand: Stand, gateway: Gateway, { load, until }: Soak): Promise<number> {
  let failed = 0;
  while (performance.now() < until) failed += (await stand.run(gateway, load)).problems.length;
  return failed;
}
