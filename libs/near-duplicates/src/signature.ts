import { hash } from 'node:crypto';

import { comparableUnits } from './comparable.ts';
import { imul, mixed } from './mixed.ts';
import type { DuplicateSettings } from './settings.ts';
import { shinglesOf } from './shingles.ts';
import { Sketcher } from './sketch.ts';

/** Words of 32 bits in `Signature.exact`. */
export const EXACT_WORDS = 4;

/** What of a text is kept to find its duplicates. */
export interface Signature {
  /** The first 128 bits of the SHA-256 of the normal form: equal for texts that differ in case, marks and spaces only. */
  readonly exact: Uint32Array;
  /** A key for each band; texts that agree in one are candidates. */
  readonly bands: Uint32Array;
}

/** A function that signs texts. It keeps buffers: make one for each thread. */
export function signer({
  permutations,
  bands,
  rows,
  seed,
  ...lengths
}: DuplicateSettings): (text: string) => Signature {
  const sketcher = new Sketcher(permutations, seed);
  return (text) => {
    const units = comparableUnits(text);
    const exact = exactHash(units);
    const sketch = sketcher.sketch(shinglesOf(units, lengths));
    return { exact, bands: bandKeys(sketch, bands, rows) };
  };
}

function exactHash(units: Uint16Array): Uint32Array {
  const digest = hash('sha256', new Uint8Array(units.buffer, units.byteOffset, units.byteLength), 'buffer');
  return Uint32Array.from({ length: EXACT_WORDS }, (_, word) => digest.readUInt32LE(4 * word));
}

function bandKeys(sketch: Uint32Array, bands: number, rows: number): Uint32Array {
  const keys = new Uint32Array(bands);
  for (let band = 0; band < bands; band += 1) {
    let key = band;
    for (let at = band * rows; at < (band + 1) * rows; at += 1) key = mixed(imul(key, 31) ^ (sketch[at] ?? 0));
    keys[band] = key;
  }
  return keys;
}
