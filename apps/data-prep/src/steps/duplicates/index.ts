// Owns which rows of a build are left out because another says the same, and which are so alike that a split must not
// part them. Knows the rows' texts and scores; how
// near-duplicates are found is @naru/near-duplicates'.
import { DuplicateSearch, type Cluster } from '@naru/near-duplicates';

import type { Collected, Decided, WholeStep } from '../step.ts';
import { collectorFor } from './collect.ts';
import { findAlike, type Alike } from './alike.ts';
import { CollectedShards } from './collected-shards.ts';
import { settingsOf, type DuplicatesParameters } from './parameters.ts';

export type { DuplicatesParameters } from './parameters.ts';

export const duplicates: WholeStep<DuplicatesParameters> = {
  name: 'duplicates',
  version: 2,
  collect: collectorFor,
  decide,
  told: ({ copies }) => (copies === undefined ? {} : { copies }),
};

const KEPT = 0;
const SAME = 1;
const NEAR = 2;

async function decide(parameters: DuplicatesParameters, collected: Collected): Promise<Decided> {
  const shards = new CollectedShards(collected.shards);
  try {
    const found = await search(parameters, shards, collected);
    const alike = await findAlike(parameters, shards, (id) => found.fates[id] === KEPT, collected);
    await collected.progress(1);
    const { clusters, largest, shown } = found;
    return {
      of: (shard) => decisionsOf(shard, shards, found, alike),
      findings: { clusters, largest, shown },
      ...(alike !== undefined && { figures: [alike.figure] }),
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
    await progress(band / settings.bands / 2);
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

function decisionsOf(
  shard: number,
  shards: CollectedShards,
  { fates, copies }: Found,
  alike: Alike | undefined,
): ReturnType<Decided['of']> {
  const start = shards.starts[shard] ?? 0;
  const decisions: ReturnType<Decided['of']>[number][] = [];
  for (const [at, index] of shards.indexOf(shard).entries()) {
    const id = start + at;
    const fate = fates[id] ?? KEPT;
    if (fate !== KEPT) {
      decisions.push({ index, drop: fate === SAME ? 'same-text' : 'near-duplicate' });
      continue;
    }
    const [copied, group] = [copies.get(id), alike?.groupOf.get(id)];
    if (copied === undefined && group === undefined) continue;
    const cluster = group === undefined ? {} : { cluster: String(group) };
    decisions.push({ index, notes: { ...(copied !== undefined && { copies: copied }), ...cluster } });
  }
  return decisions;
}
