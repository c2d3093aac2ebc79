export const NONE = -1;
/** A gram that so many items share tells nothing of any one of them; further items are not kept for it. */
const MOST_PLACES = 16;

/** Where grams stand in the items: a hash table in typed arrays, some six words a gram. */
export class GramTable {
  private readonly heads: Int32Array;
  private readonly next: Int32Array;
  private readonly hashes: Uint32Array;
  private readonly items: Uint32Array;
  private readonly starts: Uint32Array;
  private count = 0;

  /** A table for at most so many grams. */
  constructor(most: number) {
    this.heads = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2))).fill(NONE);
    this.next = new Int32Array(most);
    this.hashes = new Uint32Array(most);
    this.items = new Uint32Array(most);
    this.starts = new Uint32Array(most);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(hash: number, item: number, start: number): void {
    let known = 0;
    for (let entry = this.first(hash); entry !== NONE; entry = this.after(entry)) known += 1;
    if (known >= MOST_PLACES) return;
    const slot = hash & (this.heads.length - 1);
    this.next[this.count] = this.heads[slot] ?? NONE;
    this.heads[slot] = this.count;
    this.hashes[this.count] = hash;
    this.items[this.count] = item;
    this.starts[this.count] = start;
    this.count += 1;
  }

  /** The first entry of this hash, or `NONE`. */
  first(hash: number): number {
    return this.sameFrom(this.heads[hash & (this.heads.length - 1)] ?? NONE, hash);
  }

  /** The next entry of the same hash, or `NONE`. */
  after(entry: number): number {
    return this.sameFrom(this.next[entry] ?? NONE, this.hashes[entry] ?? 0);
  }

  itemOf(entry: number): number {
    return this.items[entry] ?? 0;
  }

  /** The token of the item at which the gram starts. */
  startOf(entry: number): number {
    return this.starts[entry] ?? 0;
  }

  private sameFrom(entry: number, hash: number): number {
    let at = entry;
    while (at !== NONE && this.hashes[at] !== hash) at = this.next[at] ?? NONE;
    return at;
  }
}
