import { DuplicateSearch, SignatureBlock, signer, type DuplicatePair, type DuplicateSettings } from '../src/index.ts';

export interface Found {
  readonly reported: readonly DuplicatePair[];
  /** The cluster that each row is in, by the row that is kept of it. */
  readonly keptFor: ReadonlyMap<number, number>;
  readonly compared: number;
  readonly signSeconds: number;
  readonly searchSeconds: number;
}

/** Looks for duplicates as a build does: signatures first, then one column after the other. */
export function findDuplicates(texts: readonly string[], settings: DuplicateSettings): Found {
  const start = performance.now();
  const block = SignatureBlock.forRows(texts.length, settings.bands);
  const sign = signer(settings);
  for (const [row, text] of texts.entries()) block.set(row, sign(text));
  const signed = performance.now();

  const reported: DuplicatePair[] = [];
  const textOf = (id: number): string => texts[id] ?? '';
  const onPair = (pair: DuplicatePair): void => void reported.push(pair);
  const search = new DuplicateSearch({ settings, rows: texts.length, textOf, onPair });
  search.addExact(block.column('exact'));
  for (let band = 0; band < settings.bands; band += 1) search.addBand(block.column(band));
  const keptFor = new Map<number, number>();
  for (const { kept, others } of search.clusters({ score: () => 0, length: (id) => textOf(id).length })) {
    for (const id of [kept, ...others]) keptFor.set(id, kept);
  }
  return {
    reported,
    keptFor,
    compared: search.compared,
    signSeconds: (signed - start) / 1000,
    searchSeconds: (performance.now() - signed) / 1000,
  };
}
