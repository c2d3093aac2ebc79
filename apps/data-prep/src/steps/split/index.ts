// Owns which side each row goes to: train, validation or test, without leakage. Knows rows' content, person, cluster,
// source and language; does not know how clusters were found.
import { readFileSync } from 'node:fs';

import type { WholeStep } from '../step.ts';
import { assign } from './assign.ts';
import { bytesOf, columnsOf, splitColumns } from './columns.ts';
import { SPLITS, type SplitParameters } from './parameters.ts';

export { SPLITS, type SplitName, type SplitParameters } from './parameters.ts';

export const split: WholeStep<SplitParameters> = {
  name: 'split',
  version: 2,
  collect: () => (rows) => bytesOf(splitColumns(rows)),
  async decide(parameters, collected) {
    const shards = collected.shards.map(({ file }) => columnsOf((name) => bufferOf(file(name))));
    const { sides, groups, tied, largest, left, most } = assign(shards, parameters);
    await collected.progress(1);
    const starts: number[] = [];
    shards.reduce((start, { index }) => (starts.push(start), start + index.length), 0);
    return {
      of: (at) =>
        Array.from(shards[at]?.index ?? [], (index, each) => ({
          index,
          notes: { split: SPLITS[sides[(starts[at] ?? 0) + each] ?? 0] ?? 'train' },
        })),
      figures: [
        {
          kind: 'table',
          title: 'Rows that stay together',
          heads: ['', 'groups', 'rows', 'largest group', 'alike at most', 'parted'],
          rows: [['of one person or alike', groups, tied, largest, most, left]],
          note: 'Rows of one person are never parted. Rows that are alike are, where they would tie more than the limit together.',
        },
      ],
    };
  },
};

function bufferOf(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
