import { HASHES_PER_ROW, type SplitColumns } from './columns.ts';

const PERSON = 1;
const CLUSTER = 2;

export interface Groups {
  /** For each row, over all shards, the first row of its group. */
  readonly firstOf: Uint32Array;
  /** Times that a cluster was parted, because a group would have grown beyond the limit. */
  readonly left: number;
}

/**
 * Which rows must stay together: those of one person, and those of one cluster, and so on through both. Persons are
 * never parted; clusters tie no more than `most` rows together, since those of many persons would tie everything.
 */
export function groupsOf(shards: readonly SplitColumns[], most: number): Groups {
  const rows = shards.reduce((sum, { index }) => sum + index.length, 0);
  const parent = new Uint32Array(rows).map((_, row) => row);
  const sizes = new Uint32Array(rows).fill(1);
  let left = 0;
  const join = (x: number, y: number, limit: number): void => {
    const [a, b] = [rootIn(parent, x), rootIn(parent, y)];
    if (a === b) return;
    const size = (sizes[a] ?? 0) + (sizes[b] ?? 0);
    if (size > limit) {
      left += 1;
      return;
    }
    parent[Math.max(a, b)] = Math.min(a, b);
    sizes[Math.min(a, b)] = size;
  };
  for (const [which, limit] of [
    [PERSON, Infinity],
    [CLUSTER, most],
  ] as const) {
    const before = new Map<bigint, number>();
    for (const [row, hash] of hashesOf(shards, which)) {
      const known = before.get(hash);
      if (known !== undefined) join(known, row, limit);
      // The row before, and not the first: of a cluster that is parted the parts grow on.
      before.set(hash, row);
    }
  }
  return { firstOf: parent.map((_, row) => rootIn(parent, row)), left };
}

function rootIn(parent: Uint32Array, row: number): number {
  let at = row;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at] ?? at] ?? at;
    at = parent[at] ?? at;
  }
  return at;
}

function* hashesOf(shards: readonly SplitColumns[], which: number): Generator<[row: number, hash: bigint]> {
  let row = 0;
  for (const { index, hashes } of shards) {
    for (let at = 0; at < index.length; at += 1, row += 1) {
      const hash = hashes[at * HASHES_PER_ROW + which] ?? 0n;
      if (hash !== 0n) yield [row, hash];
    }
  }
}
