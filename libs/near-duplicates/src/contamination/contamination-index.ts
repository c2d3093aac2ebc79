import type { DuplicateSettings } from '../settings.ts';
import { ShingleSet } from '../shingle-set.ts';
import { signer, type Signature } from '../signature.ts';
import { OverlapIndex, type Overlap } from './overlaps.ts';

/** An evaluation item that a text is a near-duplicate of. */
export interface SimilarItem {
  /** The item's number. */
  readonly item: number;
  /** Exact Jaccard similarity of the shingle sets. */
  readonly similarity: number;
}

/** What a text shares with the evaluation items; two empty lists where it is clean. */
export interface Contamination {
  readonly overlaps: readonly Overlap[];
  readonly similar: readonly SimilarItem[];
}

/**
 * Evaluation items against which training texts are held: shared runs of 13 words or 24 Hangul syllables (`GRAM_WEIGHT`
 * says where that comes from), items of 8 words or 15 syllables and more that stand in the text as a whole, and
 * near-duplicates. What is shorter is found only where the whole text is the same. Items are known by their number.
 *
 * What many items share, such as a system prompt, is best left out of them: it says nothing of any one.
 */
export class ContaminationIndex {
  private readonly items: readonly string[];
  private readonly settings: DuplicateSettings;
  private readonly sign: (text: string) => Signature;
  private readonly overlaps: OverlapIndex;
  /** For each band, the items by their key. */
  private readonly bands: readonly Map<number, number[]>[];

  constructor(items: readonly string[], settings: DuplicateSettings) {
    this.items = items;
    this.settings = settings;
    this.sign = signer(settings);
    this.overlaps = new OverlapIndex(items);
    this.bands = Array.from({ length: settings.bands }, () => new Map<number, number[]>());
    for (const [item, text] of items.entries()) this.addBands(item, this.sign(text));
  }

  /** `signature`: the text's own, where it was made already with the same settings. */
  find(text: string, signature: Signature = this.sign(text)): Contamination {
    return { overlaps: this.overlaps.find(text), similar: this.similarTo(text, signature) };
  }

  private addBands(item: number, { bands }: Signature): void {
    for (const [band, byKey] of this.bands.entries()) {
      const key = bands[band] ?? 0;
      const found = byKey.get(key);
      if (found === undefined) byKey.set(key, [item]);
      else found.push(item);
    }
  }

  private similarTo(text: string, { bands }: Signature): SimilarItem[] {
    const candidates = new Set(this.bands.flatMap((byKey, band) => byKey.get(bands[band] ?? 0) ?? []));
    if (candidates.size === 0) return [];
    const set = new ShingleSet(text, this.settings);
    return [...candidates]
      .map((item) => ({ item, similarity: set.jaccard(new ShingleSet(this.items[item] ?? '', this.settings)) }))
      .filter(({ similarity }) => similarity >= this.settings.threshold)
      .sort((a, b) => b.similarity - a.similarity || a.item - b.item);
  }
}
