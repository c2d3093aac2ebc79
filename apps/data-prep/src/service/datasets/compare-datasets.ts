// Owns what differs between two datasets.
import { createHash } from 'node:crypto';

import { canonicalJson, type DatasetManifest } from '@naru/contracts';

import { SPLITS, type SplitName } from '../../steps/split/index.ts';
import { linesOf, type SplitRow } from './dataset-folder.ts';
import type { ChangedPartView, ChangedRowView, ComparisonView, SplitChangesView } from './datasets.dto.ts';

export interface Compared {
  readonly id: string;
  readonly folder: string;
  readonly manifest: DatasetManifest;
}

const SAMPLES = 10;

/** Rows of the same messages are the same row. Holds a hash of each row of one dataset: about 100 bytes a row. */
export async function compareDatasets(from: Compared, to: Compared): Promise<ComparisonView> {
  const splitOf = new Map<string, SplitName>();
  for await (const { key, split } of rowsOf(from)) splitOf.set(key, split);
  const rows = { train: none(), validation: none(), test: none(), moved: 0 };
  const samples: { added: ChangedRowView[]; removed: ChangedRowView[] } = { added: [], removed: [] };
  for await (const { key, split, row } of rowsOf(to)) {
    const before = splitOf.get(key);
    if (before === undefined) {
      rows[split].added += 1;
      if (samples.added.length < SAMPLES) samples.added.push(sample(row()));
      continue;
    }
    if (before === split) rows[split].kept += 1;
    else rows.moved += 1;
    splitOf.delete(key);
  }
  for (const split of splitOf.values()) rows[split].removed += 1;
  if (splitOf.size > 0) {
    for await (const { key, row } of rowsOf(from)) {
      if (splitOf.has(key)) samples.removed.push(sample(row()));
      if (samples.removed.length === Math.min(SAMPLES, splitOf.size)) break;
    }
  }
  return {
    ...{ from: from.id, to: to.id, rows, samples },
    steps: changes(stepsOf(from.manifest), stepsOf(to.manifest)),
    sources: changes(sourcesOf(from.manifest), sourcesOf(to.manifest)),
  };
}

const none = (): SplitChangesView => ({ kept: 0, added: 0, removed: 0 });

const sample = ({ messages }: SplitRow): ChangedRowView => ({
  messages: messages.map(({ role, content }) => ({ role, content })),
});

interface KeyedRow {
  readonly key: string;
  readonly split: SplitName;
  readonly row: () => SplitRow;
}

async function* rowsOf({ folder, manifest }: Compared): AsyncGenerator<KeyedRow> {
  for (const split of SPLITS) {
    for await (const line of linesOf(folder, manifest, split)) {
      const row = JSON.parse(line) as SplitRow;
      const hash = createHash('sha256').update(JSON.stringify(row.messages));
      yield { key: hash.digest('base64').slice(0, KEY_CHARACTERS), split, row: () => row };
    }
  }
}

const KEY_CHARACTERS = 20; // 120 bits

type Part = readonly [name: string, about: object];

const stepsOf = ({ steps }: DatasetManifest): Part[] =>
  steps.map(({ name, version, parameters }) => [name, { version, parameters }]);

const sourcesOf = ({ sources }: DatasetManifest): Part[] =>
  sources.map(({ name, rows, refused, licence, files }) => [
    name,
    { rows, refused, licence, files: files.map(({ path, sha256 }) => ({ path, sha256 })) },
  ]);

/** By name; of several of one name by their order. */
function changes(from: readonly Part[], to: readonly Part[]): ChangedPartView[] {
  const left = new Map(numbered(from));
  const changed = numbered(to).map(([key, [name, about]]): ChangedPartView => {
    const before = left.get(key)?.[1];
    left.delete(key);
    if (before === undefined) return { name, change: 'added', to: about };
    return canonicalJson(before) === canonicalJson(about)
      ? { name, change: 'same' }
      : { name, change: 'changed', from: before, to: about };
  });
  return [
    ...changed,
    ...[...left.values()].map(([name, about]) => ({ name, change: 'removed' as const, from: about })),
  ];
}

function numbered(parts: readonly Part[]): [string, Part][] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const times = (seen.get(part[0]) ?? 0) + 1;
    seen.set(part[0], times);
    return [`${part[0]} ${times}`, part];
  });
}
