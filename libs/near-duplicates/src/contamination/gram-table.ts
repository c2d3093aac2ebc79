const NONE = -1;
/** A gram that so many items share tells nothing of any one of them; further items are not kept for it. */
const MOST_PLACES = 16;

/** Where grams stand in the items: a hash table in typed arrays, four words a gram. */
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

  add(hash: number, item: number, start: number): void {
    let known = 0;
    this.each(hash, () => (known += 1));
    if (known >= MOST_PLACES) return;
    const slot = this.slotOf(hash);
    this.next[this.count] = this.heads[slot] ?? NONE;
    this.heads[slot] = this.count;
    this.hashes[this.count] = hash;
    this.items[this.count] = item;
    this.starts[this.count] = start;
    this.count += 1;
  }

  /** Calls `place` with each item and first token at which a gram of this hash stands. */
  each(hash: number, place: (item: number, start: number) => void): void {
    for (let at = this.heads[this.slotOf(hash)] ?? NONE; at !== NONE; at = this.next[at] ?? NONE) {
      if (this.hashes[at] === hash) place(this.items[at] ?? 0, this.starts[at] ?? 0);
    }
  }

  private slotOf(hash: number): number {
    return hash & (this.heads.length - 1);
  }
}
