import { EXACT_WORDS, type Signature } from './signature.ts';

const WORD = 4;

/** Where a column stands in a block's bytes. */
export interface ColumnPlace {
  readonly offset: number;
  readonly length: number;
}

/**
 * The signatures of some rows, column after column, so that one can be read from a file without the others: first
 * `exact`, four words a row, then band after band, one word a row. Words of 32 bits in the machine's order, which is
 * little-endian wherever Node runs on a PC or a Mac.
 */
export class SignatureBlock {
  readonly rows: number;
  private readonly bands: number;
  private readonly words: Uint32Array;

  private constructor(rows: number, bands: number, words: Uint32Array) {
    this.rows = rows;
    this.bands = bands;
    this.words = words;
  }

  /** A block to be filled. */
  static forRows(rows: number, bands: number): SignatureBlock {
    return new SignatureBlock(rows, bands, new Uint32Array(rows * (EXACT_WORDS + bands)));
  }

  /** @throws RangeError when the bytes are not whole rows of so many bands */
  static fromBytes(bytes: Uint8Array, bands: number): SignatureBlock {
    const rows = bytes.length / (WORD * (EXACT_WORDS + bands));
    if (!Number.isInteger(rows)) {
      throw new RangeError(
        `${bytes.length} bytes are no whole rows of ${bands} bands: the file is cut short or of other settings`,
      );
    }
    return new SignatureBlock(rows, bands, wordsOf(bytes));
  }

  /** Where `exact` or a band stands in the bytes of a block of `rows`. */
  static placeOf(column: 'exact' | number, rows: number): ColumnPlace {
    if (column === 'exact') return { offset: 0, length: WORD * EXACT_WORDS * rows };
    return { offset: WORD * rows * (EXACT_WORDS + column), length: WORD * rows };
  }

  set(row: number, { exact, bands }: Signature): void {
    if (row >= this.rows || bands.length !== this.bands) {
      throw new RangeError(
        `row ${row} of ${bands.length} bands in a block of ${this.rows} rows and ${this.bands} bands`,
      );
    }
    this.words.set(exact, EXACT_WORDS * row);
    for (let band = 0; band < this.bands; band += 1) {
      this.words[this.rows * (EXACT_WORDS + band) + row] = bands[band] ?? 0;
    }
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, this.words.byteOffset, this.words.byteLength);
  }

  column(column: 'exact' | number): Uint32Array {
    const { offset, length } = SignatureBlock.placeOf(column, this.rows);
    return this.words.subarray(offset / WORD, (offset + length) / WORD);
  }
}

/** The words in bytes as they come from a file; copied where they do not lie on a word's bound. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % WORD === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / WORD));
}
