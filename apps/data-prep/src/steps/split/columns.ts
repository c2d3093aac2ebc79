import { createHash } from 'node:crypto';

import type { Row } from '../../rows/row.ts';
import type { RowState } from '../../rows/row-state.ts';
import { languageOf } from '../noted.ts';

/** What the split needs of a shard's rows, as bytes. */
export interface SplitColumns {
  /** The row's place in the shard. */
  readonly index: Uint32Array;
  /** Three 64-bit hashes a row: of its content, its person and its cluster; 0 where it has none. */
  readonly hashes: BigUint64Array;
  /** The row's stratum, as a place in `strata`. */
  readonly stratum: Uint16Array;
  readonly strata: readonly string[];
}

export const HASHES_PER_ROW = 3;

export function splitColumns(rows: readonly RowState[]): SplitColumns {
  const index = new Uint32Array(rows.length);
  const hashes = new BigUint64Array(rows.length * HASHES_PER_ROW);
  const stratum = new Uint16Array(rows.length);
  const strata: string[] = [];
  for (const [at, state] of rows.entries()) {
    const { row } = state;
    index[at] = state.index;
    hashes[at * HASHES_PER_ROW] = hash64(row.messages.map(({ role, content }) => `${role}\n${content}`).join('\n\n'));
    if (row.person !== undefined) hashes[at * HASHES_PER_ROW + 1] = hash64(`${personsOf(row)}\n${row.person}`);
    const cluster = state.notes['duplicates']?.['cluster'];
    if (typeof cluster === 'string') hashes[at * HASHES_PER_ROW + 2] = hash64(cluster);
    const name = stratumOf(state);
    if (!strata.includes(name)) strata.push(name);
    stratum[at] = strata.indexOf(name);
  }
  return { index, hashes, stratum, strata };
}

/** Where a person's name holds: one source, or all exports of feedback. */
const personsOf = ({ source, feedback }: Row): string => (feedback === undefined ? source : 'feedback of any export');

/** Rows are drawn from each source and language alike. */
const stratumOf = (state: RowState): string => `${state.row.source} · ${languageOf(state) ?? 'any'}`;

/** The first eight bytes of the SHA-256. */
function hash64(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64LE(0);
}

export function bytesOf({ index, hashes, stratum, strata }: SplitColumns): Record<string, Uint8Array> {
  const bytes = (array: Uint32Array | BigUint64Array | Uint16Array): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return {
    index: bytes(index),
    hashes: bytes(hashes),
    stratum: bytes(stratum),
    strata: new TextEncoder().encode(JSON.stringify(strata)),
  };
}

/** `read` gives the bytes of a name, in memory of their own. */
export function columnsOf(read: (name: string) => ArrayBuffer): SplitColumns {
  return {
    index: new Uint32Array(read('index')),
    hashes: new BigUint64Array(read('hashes')),
    stratum: new Uint16Array(read('stratum')),
    strata: JSON.parse(new TextDecoder().decode(read('strata'))) as string[],
  };
}
