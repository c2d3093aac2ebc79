import { HASHES_PER_ROW, type SplitColumns } from './columns.ts';
import { groupLimit } from '../group-limit.ts';
import { groupsOf } from './groups.ts';
import type { SplitParameters } from './parameters.ts';

export const TRAIN = 0;
export const VALIDATION = 1;
export const TEST = 2;

export interface Assigned {
  /** The side of every row, over all shards. */
  readonly sides: Uint8Array;
  /** Groups of two rows and more. */
  readonly groups: number;
  readonly tied: number;
  readonly largest: number;
  /** Times that rows which are alike were parted, since they would have tied too many together. */
  readonly left: number;
  readonly most: number;
}

/** By a group's first row: where the seed puts the group, in [0, 1), and how many rows it has. */
interface Groups {
  readonly draws: Float64Array;
  readonly rows: Uint32Array;
}

/**
 * Gives every row its side: groups stay whole, and in each stratum (source and language, that of the
 * group's first row) the groups that the seed draws first go to the test, the next to validation. A group that is larger
 * than what a side still lacks trains, so that no side grows far past its share. Depends on content and seed alone, not
 * on how the rows lie in shards.
 */
export function assign(shards: readonly SplitColumns[], parameters: SplitParameters): Assigned {
  const most = groupLimit(shards.reduce((sum, { index }) => sum + index.length, 0));
  const { firstOf, left } = groupsOf(shards, most);
  const groups = { draws: new Float64Array(firstOf.length).fill(1), rows: new Uint32Array(firstOf.length) };
  const strata = new Map<string, number[]>();
  let row = 0;
  for (const { hashes, stratum, strata: names, index } of shards) {
    for (let at = 0; at < index.length; at += 1, row += 1) {
      const first = firstOf[row] ?? row;
      const draw = drawOf(hashes[at * HASHES_PER_ROW] ?? 0n, parameters.seed);
      groups.draws[first] = Math.min(groups.draws[first] ?? 1, draw);
      groups.rows[first] = (groups.rows[first] ?? 0) + 1;
      if (first !== row) continue;
      const name = names[stratum[at] ?? 0] ?? '';
      const list = strata.get(name);
      if (list === undefined) strata.set(name, [first]);
      else list.push(first);
    }
  }
  const sides = new Uint8Array(firstOf.length);
  for (const firsts of strata.values()) fill(firsts, groups, parameters, sides);
  const several = groups.rows.filter((rows) => rows > 1);
  return {
    sides: sides.map((_, each) => sides[firstOf[each] ?? each] ?? TRAIN),
    groups: several.length,
    tied: several.reduce((sum, rows) => sum + rows, 0),
    largest: several.reduce((most, rows) => Math.max(most, rows), 0),
    left,
    most,
  };
}

function fill(firsts: number[], { draws, rows }: Groups, parameters: SplitParameters, sides: Uint8Array): void {
  firsts.sort((a, b) => (draws[a] ?? 1) - (draws[b] ?? 1) || a - b);
  const all = firsts.reduce((sum, first) => sum + (rows[first] ?? 0), 0);
  const lacking = [
    { side: TEST, rows: Math.round(all * parameters.test) },
    { side: VALIDATION, rows: Math.round(all * parameters.validation) },
  ];
  for (const first of firsts) {
    const size = rows[first] ?? 0;
    const side = lacking.find((each) => each.rows >= size);
    if (side === undefined) continue;
    side.rows -= size;
    sides[first] = side.side;
  }
}

const TWO_32 = 2 ** 32;

/** A number in [0, 1) from a row's content hash and the seed: MurmurHash3's 32-bit finalizer over both halves. */
function drawOf(hash: bigint, seed: number): number {
  const high = Number(hash >> 32n);
  const low = Number(hash & 0xffffffffn);
  const coarse = finalized(high ^ finalized((low ^ seed) >>> 0));
  const fine = finalized(low ^ finalized((high + seed) >>> 0));
  return (coarse + fine / TWO_32) / TWO_32;
}

function finalized(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
