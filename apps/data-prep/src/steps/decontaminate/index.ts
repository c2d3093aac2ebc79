// Owns which rows hold parts of evaluation items, and are left out so that an evaluation measures something. How overlaps
// are found is @naru/near-duplicates'.
import { readFileSync } from 'node:fs';

import { ContaminationIndex, duplicateSettings } from '@naru/near-duplicates';

import type { Row } from '../../rows/row.ts';
import { spokenText } from '../../rows/spoken-text.ts';
import type { Decision, RowStep } from '../step.ts';
import { itemsPath, keepItems, type EvaluationItem } from './evaluation-items.ts';

export interface DecontaminateParameters {
  /** Files and folders of evaluation items, as the recipe names them. */
  readonly against: readonly string[];
  /** SHA-256 over all the items' texts; set when the recipe is planned. */
  readonly items?: string;
}

export const decontaminate: RowStep<DecontaminateParameters> = {
  name: 'decontaminate',
  version: 1,
  async resolve({ against }, { work, find }) {
    return {
      against,
      items: await keepItems(
        against.map((path) => find(path)),
        work,
      ),
    };
  },
  prepare({ items = '' }, work) {
    const known = JSON.parse(readFileSync(itemsPath(work, items), 'utf8')) as EvaluationItem[];
    const index = new ContaminationIndex(
      known.map(({ text }) => text),
      duplicateSettings(),
    );
    return (row) => decide(row, index, known);
  },
  told: ({ item }) => ({ item }),
};

const SHOWN_CHARS = 200;

function decide(row: Row, index: ContaminationIndex, items: readonly EvaluationItem[]): Decision {
  const { overlaps, similar } = index.find(
    [spokenText(row), ...(row.feedback?.rejected ?? []).map(({ content }) => content)].join('\n'),
  );
  const [overlap] = overlaps;
  const [twin] = similar;
  if (overlap !== undefined) {
    const shared = overlap.text.slice(0, SHOWN_CHARS).toWellFormed();
    return { drop: 'shares-text', notes: { item: items[overlap.item]?.at, share: overlap.share, shared } };
  }
  if (twin === undefined) return {};
  return { drop: 'near-duplicate', notes: { item: items[twin.item]?.at, similarity: twin.similarity } };
}
