import { comparableUnits } from './comparable.ts';
import { shingleEnd, shinglesOf, type ShingleLengths } from './shingles.ts';

const FREE = -1;

/**
 * The different shingles of a text, for comparing exactly: where hashes agree, the characters are compared, so that no
 * two shingles are ever taken for one.
 */
export class ShingleSet {
  /** How many different shingles the text has. */
  readonly size: number;
  private readonly lengths: ShingleLengths;
  private readonly units: Uint16Array;
  /** One for each shingle; a shingle is known by where it starts. */
  private readonly hashes: Uint32Array;
  /** Open addressing: where different shingles start, by the low bits of their hash. */
  private readonly slots: Int32Array;

  constructor(text: string, lengths: ShingleLengths) {
    this.lengths = lengths;
    this.units = comparableUnits(text).slice();
    this.hashes = shinglesOf(this.units, lengths).slice();
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.hashes.length + 1))).fill(FREE);
    let size = 0;
    for (let start = 0; start < this.hashes.length; start += 1) {
      const slot = this.slotOf(this, start);
      if (this.slots[slot] !== FREE) continue;
      this.slots[slot] = start;
      size += 1;
    }
    this.size = size;
  }

  /** Shared shingles by all shingles, from 0 to 1. Two texts without any are the same. */
  jaccard(other: ShingleSet): number {
    if (this.size > other.size) return other.jaccard(this);
    if (other.size === 0) return 1;
    let shared = 0;
    for (const start of this.slots) {
      if (start !== FREE && other.slots[other.slotOf(this, start)] !== FREE) shared += 1;
    }
    return shared / (this.size + other.size - shared);
  }

  /** The most that `jaccard` can be, from the sizes alone. */
  mostJaccard(other: ShingleSet): number {
    const most = Math.max(this.size, other.size);
    return most === 0 ? 1 : Math.min(this.size, other.size) / most;
  }

  /** The slot in which this set has the shingle of `of` at `start`, or the free one where it would stand. */
  private slotOf(of: ShingleSet, start: number): number {
    const hash = of.hashes[start] ?? 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const found = this.slots[slot] ?? FREE;
      if (found === FREE || (this.hashes[found] === hash && this.isSame(found, of, start))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private isSame(mine: number, other: ShingleSet, theirs: number): boolean {
    const length = this.endOf(mine) - mine;
    if (other.endOf(theirs) - theirs !== length) return false;
    for (let at = 0; at < length; at += 1) if (this.units[mine + at] !== other.units[theirs + at]) return false;
    return true;
  }

  private endOf(start: number): number {
    return shingleEnd(this.units, start, this.hashes.length, this.lengths);
  }
}
