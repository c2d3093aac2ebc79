import { duplicateSettings, ShingleSet, signer, type DuplicateSettings } from '@naru/near-duplicates';

/** Texts that are there, in which the likes of another are found while they grow. In memory: about a kilobyte a text. */
export class KnownTexts {
  readonly #settings: DuplicateSettings;
  readonly #sign: ReturnType<typeof signer>;
  readonly #texts: string[] = [];
  /** By key: the one text that has it, nearly always, else their list. */
  readonly #bands: Map<number, number | number[]>[];

  constructor(threshold: number) {
    this.#settings = duplicateSettings({ threshold });
    this.#sign = signer(this.#settings);
    this.#bands = Array.from({ length: this.#settings.bands }, () => new Map<number, number | number[]>());
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
      const known = this.#bands[band]?.get(key);
      if (known === undefined) this.#bands[band]?.set(key, id);
      else if (typeof known === 'number') this.#bands[band]?.set(key, [known, id]);
      else known.push(id);
    }
  }

  #hasLike(text: string, bands: Uint32Array): boolean {
    const candidates = new Set<number>();
    for (const [band, key] of bands.entries()) {
      const known = this.#bands[band]?.get(key) ?? [];
      for (const id of typeof known === 'number' ? [known] : known) candidates.add(id);
    }
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
