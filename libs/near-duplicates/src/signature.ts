import { hash } from 'node:crypto';

import type { Banding } from './banding.ts';
import { coarseSketch } from './coarse.ts';
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
  /** A key for each band, first of the settings', then of the further banding; texts that agree in one are candidates. */
  readonly bands: Uint32Array;
  /** Two bits of each number of the sketch, for `coarseFilter`. */
  readonly coarse: Uint32Array;
}

/**
 * A function that signs texts. It keeps buffers: make one for each thread.
 *
 * @param further lays the same sketch into other bands besides, for a search with another threshold
 */
export function signer(
  { permutations, bands, rows, seed, ...lengths }: DuplicateSettings,
  further: Banding = { bands: 0, rows: 0 },
): (text: string) => Signature {
  const bandings = [{ bands, rows }, further];
  const sketcher = new Sketcher(permutations, seed);
  return (text) => {
    const units = comparableUnits(text);
    const exact = exactHash(units);
    const sketch = sketcher.sketch(shinglesOf(units, lengths));
    return { exact, bands: bandKeys(sketch, bandings), coarse: coarseSketch(sketch) };
  };
}

function exactHash(units: Uint16Array): Uint32Array {
  const digest = hash('sha256', new Uint8Array(units.buffer, units.byteOffset, units.byteLength), 'buffer');
  return Uint32Array.from({ length: EXACT_WORDS }, (_, word) => digest.readUInt32LE(4 * word));
}

function bandKeys(sketch: Uint32Array, bandings: readonly Banding[]): Uint32Array {
  const keys = new Uint32Array(bandings.reduce((sum, { bands }) => sum + bands, 0));
  let place = 0;
  for (const { bands, rows } of bandings) {
    for (let band = 0; band < bands; band += 1) {
      let key = band;
      for (let at = band * rows; at < (band + 1) * rows; at += 1) key = mixed(imul(key, 31) ^ (sketch[at] ?? 0));
      keys[place] = key;
      place += 1;
    }
  }
  return keys;
}
