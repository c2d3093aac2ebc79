import { Clusters } from './clusters.ts';
import { eachGroup } from './equal-keys.ts';
import type { DuplicateSettings } from './settings.ts';
import { ShingleSet } from './shingle-set.ts';
import { EXACT_WORDS } from './signature.ts';

/** A row is compared with so many others of one group; a group of thousands must not cost millions of comparisons. */
const COMPARED = 32;
/** Shingle sets kept, of some 15 KB for a text of 600 characters. */
const SETS_KEPT = 512;

export interface DuplicatePair {
  readonly first: number;
  readonly second: number;
  /** Exact Jaccard similarity of the shingle sets. */
  readonly similarity: number;
}

export interface Cluster {
  readonly kept: number;
  /** The rest, rising. */
  readonly others: readonly number[];
}

/** What makes one row of a cluster better than another; of equals the first is kept. */
export interface Preference {
  readonly score: (id: number) => number;
  readonly length: (id: number) => number;
}

export interface SearchOptions {
  readonly settings: DuplicateSettings;
  /** Rows are numbered from 0. */
  readonly rows: number;
  /** The text of a candidate; asked for again when its turn comes again, so that texts need not stay in memory. */
  readonly textOf: (id: number) => string;
  /** Whether a candidate pair is worth comparing; every pair where it is not given. */
  readonly mayBeAlike?: (first: number, second: number) => boolean;
  /** Told each pair as it is verified. */
  readonly onPair?: (pair: DuplicatePair) => void;
}

/**
 * Finds the duplicates among rows whose signatures were made before: first `leaveOut`, then `addExact`, then `addBand`
 * for one band after the other, then `clusters`. Memory is a few words a row and one column at a time.
 *
 * Candidates are rows that agree in a band. Each is compared by exact Jaccard with the rows of its group that had no
 * like before them, then with the others, until one is like it; so that no two rows are joined but by a pair that
 * reaches the threshold. A cluster may hold rows that are like one another only by way of a third.
 */
export class DuplicateSearch {
  /** How many candidate pairs were compared. */
  compared = 0;
  private readonly options: SearchOptions;
  private readonly joined: Clusters;
  /** 1: takes no part in bands, because it was left out or is the same as a row before it. */
  private readonly without: Uint8Array;
  private readonly sets = new Map<number, ShingleSet>();

  constructor(options: SearchOptions) {
    this.options = options;
    this.joined = new Clusters(options.rows);
    this.without = new Uint8Array(options.rows);
  }

  /** A row that takes no part. */
  leaveOut(id: number): void {
    this.without[id] = 1;
  }

  /** Joins rows whose normal form is the same; only the first of them takes part in bands. `EXACT_WORDS` a row. */
  addExact(words: Uint32Array): void {
    const word = (id: number, at: number) => words[EXACT_WORDS * id + at] ?? 0;
    const same = (a: number, b: number) => [1, 2, 3].every((at) => word(a, at) === word(b, at));
    const keys = Uint32Array.from({ length: this.options.rows }, (_, id) => word(id, 0));
    eachGroup(keys, this.without, (ids) => {
      const firsts: number[] = [];
      for (const id of ids) {
        const first = firsts.find((candidate) => same(candidate, id));
        if (first === undefined) firsts.push(id);
        else this.joinExact(first, id);
      }
    });
  }

  /** Marks with 1 the rows that share their key with another, for a caller who fetches their texts beforehand. */
  markCandidates(keys: Uint32Array, marks: Uint8Array): void {
    eachGroup(keys, this.without, (ids) => {
      for (const id of ids) marks[id] = 1;
    });
  }

  /** Compares the rows that agree in one band. */
  addBand(keys: Uint32Array): void {
    eachGroup(keys, this.without, (ids) => {
      const heads: number[] = [];
      const rest: number[] = [];
      for (const id of ids) {
        const isLike = heads.length > 0 && this.findsLike(id, heads, rest);
        const list = isLike ? rest : heads;
        if (list.length < COMPARED) list.push(id);
      }
    });
  }

  /** Clusters of two rows and more, in the order of their first rows. */
  *clusters({ score, length }: Preference): Generator<Cluster> {
    for (const members of this.joined.members()) {
      const kept = members.reduce((best, id) => {
        const better = score(id) - score(best) || length(id) - length(best);
        return better > 0 ? id : best;
      });
      yield { kept, others: members.filter((id) => id !== kept) };
    }
  }

  private joinExact(first: number, id: number): void {
    this.joined.join(first, id);
    this.without[id] = 1;
    this.options.onPair?.({ first, second: id, similarity: 1 });
  }

  private findsLike(id: number, heads: readonly number[], rest: readonly number[]): boolean {
    const root = this.joined.rootOf(id);
    const isJoined = (other: number): boolean => this.joined.rootOf(other) === root;
    if (heads.some(isJoined) || rest.some(isJoined)) return true;
    let left = COMPARED;
    const isLike = (other: number): boolean => left-- > 0 && this.joinsLike(other, id);
    return heads.some(isLike) || rest.some(isLike);
  }

  private joinsLike(first: number, second: number): boolean {
    const { settings, mayBeAlike } = this.options;
    if (mayBeAlike !== undefined && !mayBeAlike(first, second)) return false;
    const { threshold } = settings;
    const [a, b] = [this.setOf(first), this.setOf(second)];
    this.compared += 1;
    if (a.mostJaccard(b) < threshold) return false;
    const similarity = a.jaccard(b);
    if (similarity < threshold) return false;
    this.joined.join(first, second);
    this.options.onPair?.({ first, second, similarity });
    return true;
  }

  private setOf(id: number): ShingleSet {
    const kept = this.sets.get(id);
    if (kept !== undefined) return kept;
    const { textOf, settings } = this.options;
    const set = new ShingleSet(textOf(id), settings);
    if (this.sets.size >= SETS_KEPT) this.sets.delete(this.sets.keys().next().value ?? id);
    this.sets.set(id, set);
    return set;
  }
}
