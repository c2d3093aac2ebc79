import { bandingFor, type Banding } from './banding.ts';
import type { ShingleLengths } from './shingles.ts';

/** What decides which texts are near-duplicates and how they are looked for. Signatures of other settings never agree. */
export interface DuplicateSettings extends ShingleLengths, Banding {
  /** Jaccard similarity of the shingle sets from which on two texts are near-duplicates. */
  readonly threshold: number;
  /** Numbers in a text's sketch. */
  readonly permutations: number;
  readonly seed: number;
}

/**
 * Settings with what is not given filled in; the banding follows from threshold and permutations (`bandingFor`).
 *
 * The threshold of 0.8 is one word replaced in sixteen: the same text with another name or number in it, or edited
 * lightly. Lower ones merge answers that follow one template and say different things.
 *
 * @throws RangeError for a value that cannot be meant
 */
export function duplicateSettings(given: Partial<DuplicateSettings> = {}): DuplicateSettings {
  const { threshold = 0.8, permutations = 112, letters = 6, syllables = 3, seed = 1 } = given;
  if (!(threshold > 0 && threshold <= 1))
    throw new RangeError(`threshold is ${threshold}; it must be above 0, at most 1`);
  const banding = bandingFor(threshold, checked('permutations', permutations, 4096));
  const { bands = banding.bands, rows = banding.rows } = given;
  if (bands * rows > permutations) {
    throw new RangeError(
      `${bands} bands of ${rows} rows need ${bands * rows} permutations, and there are ${permutations}`,
    );
  }
  return {
    threshold,
    permutations,
    bands: checked('bands', bands, permutations),
    rows: checked('rows', rows, permutations),
    letters: checked('letters', letters, 100),
    syllables: checked('syllables', syllables, 100),
    seed,
  };
}

function checked(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RangeError(`${name} is ${value}; it must be a whole number from 1 to ${most}`);
}
