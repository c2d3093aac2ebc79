import { coarseFilter, DuplicateSearch, tiedGroups, type DuplicatePair } from '@naru/near-duplicates';

import { groupLimit } from '../group-limit.ts';
import type { Collected, Figure } from '../step.ts';
import type { CollectedShards } from './collected-shards.ts';
import { alikeSettingsOf, settingsOf, type DuplicatesParameters } from './parameters.ts';

/** Rows that are kept and are alike. */
export interface Alike {
  /** The group of each row that has one. */
  readonly groupOf: ReadonlyMap<number, number>;
  readonly figure: Figure;
}

/** Looks among the rows that are kept for those that are alike, below the threshold of duplicates. */
export async function findAlike(
  parameters: DuplicatesParameters,
  shards: CollectedShards,
  isKept: (id: number) => boolean,
  { progress }: Collected,
): Promise<Alike | undefined> {
  const settings = alikeSettingsOf(parameters);
  if (settings === undefined) return undefined;
  const ties: DuplicatePair[] = [];
  const search = new DuplicateSearch({
    settings,
    rows: shards.rows,
    textOf: (id) => shards.textOf(id),
    mayBeAlike: coarseFilter(shards.coarse(), settings),
    onPair: (pair) => ties.push(pair),
  });
  let kept = 0;
  for (let id = 0; id < shards.rows; id += 1) {
    if (isKept(id)) kept += 1;
    else search.leaveOut(id);
  }
  const before = settingsOf(parameters).bands;
  for (let band = 0; band < settings.bands; band += 1) {
    await progress(0.5 + band / settings.bands / 2);
    search.addBand(shards.column(before + band));
  }
  const most = groupLimit(kept);
  const { groupOf, groups, largest, left } = tiedGroups(ties, shards.rows, most);
  const figure: Figure = {
    kind: 'table',
    title: 'Rows that are alike and not the same',
    heads: ['similarity', 'groups', 'rows', 'largest group', 'at most', 'ties left'],
    rows: [[`from ${parameters.alike}`, groups, groupOf.size, largest, most, left]],
    note: 'A split keeps each group on one side. Ties that would make a group larger than the limit are left, the weakest first.',
  };
  return { groupOf, figure };
}
