/** Rows that belong together, by union-find. A cluster's root is its first row. */
export class Clusters {
  private readonly parents: Uint32Array;

  constructor(rows: number) {
    this.parents = Uint32Array.from({ length: rows }, (_, id) => id);
  }

  /** The first row of the cluster that `id` is in. */
  rootOf(id: number): number {
    let at = id;
    for (;;) {
      const parent = this.parents[at] ?? at;
      if (parent === at) return at;
      const next = this.parents[parent] ?? parent;
      this.parents[at] = next;
      at = next;
    }
  }

  join(a: number, b: number): void {
    const [x, y] = [this.rootOf(a), this.rootOf(b)];
    this.parents[Math.max(x, y)] = Math.min(x, y);
  }

  /** Clusters of two rows and more, in the order of their first rows; rows rise within. */
  *members(): Generator<readonly number[]> {
    const others = new Map<number, number[]>();
    for (let id = 0; id < this.parents.length; id += 1) {
      const root = this.rootOf(id);
      if (root === id) continue;
      const found = others.get(root);
      if (found === undefined) others.set(root, [id]);
      else found.push(id);
    }
    for (const root of [...others.keys()].sort((a, b) => a - b)) yield [root, ...(others.get(root) ?? [])];
  }
}
