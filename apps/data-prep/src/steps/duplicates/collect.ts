import { coarseWords, SignatureBlock, signer } from '@naru/near-duplicates';

import type { RowState } from '../../rows/row-state.ts';
import { spokenText } from '../../rows/spoken-text.ts';
import { alikeSettingsOf, settingsOf, type DuplicatesParameters } from './parameters.ts';

/** Of each row: its place, its signature, how good it is, where it was read, and its text to be compared again. */
export function collectorFor(
  parameters: DuplicatesParameters,
): (rows: readonly RowState[]) => Record<string, Uint8Array> {
  const settings = settingsOf(parameters);
  const alike = alikeSettingsOf(parameters);
  const sign = signer(settings, alike);
  const bands = settings.bands + (alike?.bands ?? 0);
  const encoder = new TextEncoder();
  return (rows) => {
    const signatures = SignatureBlock.forRows(rows.length, bands);
    const index = new Uint32Array(rows.length);
    const scores = new Float32Array(rows.length);
    const ends = new Uint32Array(rows.length);
    const words = alike === undefined ? 0 : coarseWords(settings.permutations);
    const coarse = new Uint32Array(rows.length * words);
    const texts: Uint8Array[] = [];
    let end = 0;
    for (const [at, state] of rows.entries()) {
      const text = spokenText(state.row);
      const bytes = encoder.encode(text);
      const signature = sign(text);
      signatures.set(at, signature);
      if (words > 0) coarse.set(signature.coarse, at * words);
      index[at] = state.index;
      scores[at] = scoreOf(state);
      end += bytes.length;
      ends[at] = end;
      texts.push(bytes);
    }
    const places = encoder.encode(JSON.stringify(rows.map(({ row }) => `${row.source}: ${row.at}`)));
    return {
      signatures: signatures.bytes,
      index: bytesOf(index),
      scores: bytesOf(scores),
      ends: bytesOf(ends),
      coarse: bytesOf(coarse),
      texts: Buffer.concat(texts),
      places,
    };
  };
}

function scoreOf({ notes }: RowState): number {
  const score = notes['quality']?.['score'];
  return typeof score === 'number' ? score : 0;
}

const bytesOf = (array: Uint32Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
