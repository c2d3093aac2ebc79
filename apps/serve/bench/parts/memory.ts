import { setTimeout as sleep } from 'node:timers/promises';

import { median, rounded, slope } from '../load/numbers.ts';
import type { Gateway, Load } from '../load/phase.ts';
import { processFigures } from '../programs/process-figures.ts';
import type { PartFigures, Stand } from '../stand.ts';

const MOST_SAMPLE_MS = 1000;
const SAMPLES = 60;
const COLLECTIONS = 20; // each holds serve up
const WARM_SHARE = 1 / 3; // caches and compiled code grow at first in any process

type Points = (readonly [minutes: number, mib: number])[];

interface Taken {
  readonly resident: Points;
  readonly heap: Points;
  readonly external: Points;
  readonly other: Points;
}

/** How serve's memory grows while completions and conversations go on, half and half. */
export async function measureMemory(stand: Stand): Promise<PartFigures> {
  const { memoryMinutes, rate } = stand.options;
  const streams = Math.ceil(stand.options.streams / 2);
  const half = Math.ceil(streams / 2);
  const load = { streams: half, answers: 1, tokens: Math.round(rate), tokenMs: 1000 / rate };
  const gateways = [stand.serve(half), await stand.conversations(half)];
  const until = performance.now() + memoryMinutes * 60_000;
  const sampling = samples(stand, until);
  const failed = await Promise.all(gateways.map((gateway) => soak(stand, gateway, { load, until })));
  const { resident, heap, external, other } = await sampling;
  return {
    figures: {
      ...{ minutes: memoryMinutes, streams: 2 * half, tokens_per_second_each: rate, samples: resident.length },
      resident_mib: growth(resident),
      after_full_collection_mib: { heap: growth(heap), external: growth(external), other: growth(other) },
      slope_mib_per_minute: growth(resident).slope_per_minute,
      failed_answers: failed.reduce((sum, each) => sum + each, 0),
    },
  };
}

function growth(points: Points) {
  const steady = points.slice(Math.floor(points.length * WARM_SHARE));
  return {
    first: rounded(points[0]?.[1] ?? NaN, 1),
    steady: rounded(median(steady.map(([, mib]) => mib)), 1),
    last: rounded(points.at(-1)?.[1] ?? NaN, 1),
    slope_per_minute: rounded(slope(steady), 3),
  };
}

async function samples(stand: Stand, until: number): Promise<Taken> {
  const { pid } = stand.serve(0).program;
  const begun = performance.now();
  const wholeMs = until - begun;
  const everyMs = Math.min(MOST_SAMPLE_MS, wholeMs / SAMPLES);
  const taken: Taken = { resident: [], heap: [], external: [], other: [] };
  while (performance.now() < until) {
    const passedMs = performance.now() - begun;
    const minutes = passedMs / 60_000;
    taken.resident.push([minutes, processFigures(pid).residentMib]);
    if (passedMs >= (taken.heap.length * wholeMs) / COLLECTIONS) {
      const { heapMib, externalMib, otherMib } = await stand.heap();
      taken.heap.push([minutes, heapMib]);
      taken.external.push([minutes, externalMib]);
      taken.other.push([minutes, otherMib]);
    }
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
