import { duplicateSettings, ShingleSet, signer, type DuplicateSettings } from '@naru/near-duplicates';

/** Texts that are there, in which the likes of another are found while they grow. In memory: some kilobytes a text. */
export class KnownTexts {
  readonly #settings: DuplicateSettings;
  readonly #sign: ReturnType<typeof signer>;
  readonly #texts: string[] = [];
  readonly #bands: Map<number, number[]>[];

  constructor(threshold: number) {
    this.#settings = duplicateSettings({ threshold });
    this.#sign = signer(this.#settings);
    this.#bands = Array.from({ length: this.#settings.bands }, () => new Map<number, number[]>());
  }

  /** Adds a text unless one that is like it is there. False: it is. */
  addNew(text: string): boolean {
    const { bands } = this.#sign(text);
    if (this.#hasLike(text, bands)) return false;
    this.#add(text, bands);
    return true;
  }

  add(text: string): void {
    this.#add(text, this.#sign(text).bands);
  }

  #add(text: string, bands: Uint32Array): void {
    const id = this.#texts.push(text) - 1;
    for (const [band, key] of bands.entries()) {
      const ids = this.#bands[band]?.get(key);
      if (ids === undefined) this.#bands[band]?.set(key, [id]);
      else ids.push(id);
    }
  }

  #hasLike(text: string, bands: Uint32Array): boolean {
    const candidates = new Set<number>();
    for (const [band, key] of bands.entries()) for (const id of this.#bands[band]?.get(key) ?? []) candidates.add(id);
    if (candidates.size === 0) return false;
    const mine = new ShingleSet(text, this.#settings);
    for (const id of candidates) {
      const other = new ShingleSet(this.#texts[id] ?? '', this.#settings);
      if (mine.mostJaccard(other) >= this.#settings.threshold && mine.jaccard(other) >= this.#settings.threshold)
        return true;
    }
    return false;
  }
}
