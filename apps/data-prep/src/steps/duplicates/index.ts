// Owns which rows of a build are left out because another says the same. Knows the rows' texts and scores; how
// near-duplicates are found is @naru/near-duplicates'.
import { DuplicateSearch, type Cluster } from '@naru/near-duplicates';

import type { Collected, Decided, WholeStep } from '../step.ts';
import { collectorFor } from './collect.ts';
import { CollectedShards } from './collected-shards.ts';
import { settingsOf, type DuplicatesParameters } from './parameters.ts';

export type { DuplicatesParameters } from './parameters.ts';

export const duplicates: WholeStep<DuplicatesParameters> = {
  name: 'duplicates',
  version: 1,
  collect: collectorFor,
  decide,
};

const KEPT = 0;
const SAME = 1;
const NEAR = 2;

async function decide(parameters: DuplicatesParameters, collected: Collected): Promise<Decided> {
  const shards = new CollectedShards(collected.shards);
  try {
    const found = await search(parameters, shards, collected);
    await collected.progress(1);
    return {
      of: (shard) => decisionsOf(shard, shards, found),
      findings: { clusters: found.clusters, largest: found.largest, shown: found.shown },
    };
  } finally {
    shards.close();
  }
}

interface Found {
  /** KEPT, SAME or NEAR, by row. */
  readonly fates: Uint8Array;
  /** Rows that a kept row stands for, itself not counted. */
  readonly copies: Map<number, number>;
  clusters: number;
  largest: number;
  readonly shown: { readonly kept: string; readonly others: readonly string[] }[];
}

async function search(
  parameters: DuplicatesParameters,
  shards: CollectedShards,
  { progress }: Collected,
): Promise<Found> {
  const settings = settingsOf(parameters);
  const same = new Uint8Array(shards.rows);
  const searching = new DuplicateSearch({
    settings,
    rows: shards.rows,
    textOf: (id) => shards.textOf(id),
    onPair: ({ second, similarity }) => {
      if (similarity === 1) same[second] = 1;
    },
  });
  searching.addExact(shards.column('exact'));
  for (let band = 0; band < settings.bands; band += 1) {
    await progress(band / settings.bands);
    searching.addBand(shards.column(band));
  }
  const found: Found = { fates: new Uint8Array(shards.rows), copies: new Map(), clusters: 0, largest: 0, shown: [] };
  const better = { score: (id: number) => shards.scores[id] ?? 0, length: (id: number) => shards.lengthOf(id) };
  for (const cluster of searching.clusters(better)) note(found, cluster, same, shards);
  return found;
}

const SHOWN = 20;
const SHOWN_OTHERS = 5;

function note(found: Found, { kept, others }: Cluster, same: Uint8Array, shards: CollectedShards): void {
  for (const id of others) found.fates[id] = same[id] === 1 ? SAME : NEAR;
  found.copies.set(kept, others.length);
  found.clusters += 1;
  found.largest = Math.max(found.largest, others.length + 1);
  if (found.shown.length >= SHOWN) return;
  const places = others.slice(0, SHOWN_OTHERS).map((id) => shards.placeOf(id));
  found.shown.push({ kept: shards.placeOf(kept), others: places });
}

function decisionsOf(shard: number, shards: CollectedShards, { fates, copies }: Found): ReturnType<Decided['of']> {
  const start = shards.starts[shard] ?? 0;
  const decisions: ReturnType<Decided['of']>[number][] = [];
  for (const [at, index] of shards.indexOf(shard).entries()) {
    const fate = fates[start + at] ?? KEPT;
    const copied = copies.get(start + at);
    if (fate !== KEPT) decisions.push({ index, drop: fate === SAME ? 'same-text' : 'near-duplicate' });
    else if (copied !== undefined) decisions.push({ index, notes: { copies: copied } });
  }
  return decisions;
}
