import { HASHES_PER_ROW, type SplitColumns } from './columns.ts';

/**
 * Which rows must stay together: those of one person and those of one cluster, and so on through both.
 *
 * @returns for each row, over all shards, the first row of its group
 */
export function groupsOf(shards: readonly SplitColumns[]): Uint32Array {
  const rows = shards.reduce((sum, { index }) => sum + index.length, 0);
  const parent = new Uint32Array(rows).map((_, row) => row);
  const root = (row: number): number => {
    let at = row;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const firsts = new Map<bigint, number>();
  let row = 0;
  for (const { index, hashes } of shards) {
    for (let at = 0; at < index.length; at += 1, row += 1) {
      for (let which = 1; which < HASHES_PER_ROW; which += 1) {
        const hash = hashes[at * HASHES_PER_ROW + which] ?? 0n;
        if (hash === 0n) continue;
        const first = firsts.get(hash);
        if (first === undefined) firsts.set(hash, row);
        else join(parent, root(first), root(row));
      }
    }
  }
  return parent.map((_, each) => root(each));
}

function join(parent: Uint32Array, a: number, b: number): void {
  parent[Math.max(a, b)] = Math.min(a, b);
}
