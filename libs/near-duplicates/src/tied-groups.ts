import { Clusters } from './clusters.ts';
import type { DuplicatePair } from './duplicate-search.ts';

/** Rows that are to stay together. */
export interface TiedGroups {
  /** Of groups of two rows and more: the group of each of their rows, by its first row. */
  readonly groupOf: ReadonlyMap<number, number>;
  readonly groups: number;
  readonly largest: number;
  /** Ties that were not kept, because a group would have grown beyond the limit. */
  readonly left: number;
}

/**
 * Joins rows by their ties, the most alike first, and lets no group grow beyond `most` rows: where everything is a little
 * like something else, one group would hold it all.
 */
export function tiedGroups(ties: readonly DuplicatePair[], rows: number, most: number): TiedGroups {
  const joined = new Clusters(rows);
  const sizes = new Uint32Array(rows).fill(1);
  let left = 0;
  const ordered = ties.toSorted((a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second);
  for (const { first, second } of ordered) {
    const [a, b] = [joined.rootOf(first), joined.rootOf(second)];
    if (a === b) continue;
    const size = (sizes[a] ?? 0) + (sizes[b] ?? 0);
    if (size > most) {
      left += 1;
      continue;
    }
    joined.join(a, b);
    sizes[joined.rootOf(a)] = size;
  }
  const groupOf = new Map<number, number>();
  let groups = 0;
  let largest = 0;
  for (const members of joined.members()) {
    groups += 1;
    largest = Math.max(largest, members.length);
    for (const id of members) groupOf.set(id, members[0] ?? id);
  }
  return { groupOf, groups, largest, left };
}
