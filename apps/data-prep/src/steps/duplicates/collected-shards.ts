import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

import { SignatureBlock, wordsOf } from '@naru/near-duplicates';

import type { Collected } from '../step.ts';

/** What the workers collected, as if it were one list of rows. Texts stay on disk. */
export class CollectedShards {
  readonly rows: number;
  /** The first row of each shard. */
  readonly starts: readonly number[];
  readonly scores: Float32Array;
  readonly #shards: Collected['shards'];
  readonly #ends: readonly Uint32Array[];
  readonly #open = new Map<number, number>();

  constructor(shards: Collected['shards']) {
    this.#shards = shards;
    let rows = 0;
    this.starts = shards.map((shard) => (rows += shard.rows) - shard.rows);
    this.rows = rows;
    this.#ends = shards.map(({ file }) => wordsOf(readFileSync(file('ends'))));
    this.scores = new Float32Array(rows);
    for (const [at, { file }] of shards.entries()) {
      const words = wordsOf(readFileSync(file('scores')));
      this.scores.set(new Float32Array(words.buffer, words.byteOffset, words.length), this.starts[at]);
    }
  }

  /** One column of the signatures of all rows: `exact`, of several words a row, or a band, of one. */
  column(column: 'exact' | number): Uint32Array {
    const parts = this.#shards.map(({ rows, file }) => {
      const { offset, length } = SignatureBlock.placeOf(column, rows);
      return wordsOf(slice(file('signatures'), offset, length));
    });
    return joined(parts);
  }

  /** The coarse sketches of all rows. */
  coarse(): Uint32Array {
    return joined(this.#shards.map(({ file }) => wordsOf(readFileSync(file('coarse')))));
  }

  lengthOf(id: number): number {
    const { start, end } = this.#textPlace(id);
    return end - start;
  }

  textOf(id: number): string {
    const { shard, start, end } = this.#textPlace(id);
    const bytes = Buffer.allocUnsafe(end - start);
    readSync(this.#fd(shard), bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  }

  /** Where a row was read, for people. */
  placeOf(id: number): string {
    const shard = this.#shardOf(id);
    const places = JSON.parse(readFileSync(this.#shards[shard]?.file('places') ?? '', 'utf8')) as string[];
    return places[id - (this.starts[shard] ?? 0)] ?? '';
  }

  /** The places of a shard's rows in the shard. */
  indexOf(shard: number): Uint32Array {
    return wordsOf(readFileSync(this.#shards[shard]?.file('index') ?? ''));
  }

  close(): void {
    for (const fd of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }

  #textPlace(id: number): { shard: number; start: number; end: number } {
    const shard = this.#shardOf(id);
    const at = id - (this.starts[shard] ?? 0);
    const ends = this.#ends[shard];
    return { shard, start: at === 0 ? 0 : (ends?.[at - 1] ?? 0), end: ends?.[at] ?? 0 };
  }

  #shardOf(id: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= id) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #fd(shard: number): number {
    const known = this.#open.get(shard);
    if (known !== undefined) return known;
    if (this.#open.size >= MOST_OPEN) this.close();
    const fd = openSync(this.#shards[shard]?.file('texts') ?? '', 'r');
    this.#open.set(shard, fd);
    return fd;
  }
}

const MOST_OPEN = 256;

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function slice(path: string, offset: number, length: number): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, offset);
    return bytes;
  } finally {
    closeSync(fd);
  }
}
