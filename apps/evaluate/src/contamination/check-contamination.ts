import type { EvaluationReport, ItemOverlap, TrainJob } from '@naru/contracts';
import { ContaminationIndex, duplicateSettings } from '@naru/near-duplicates';

import type { EvaluationSet } from '../sets/evaluation-set.ts';
import { HELD_OUT } from '../sets/held-out-set.ts';
import { rowsOf, type HeldOutRows, type Row } from '../sets/held-out.ts';

export interface Spoilable {
  readonly sets: readonly EvaluationSet[];
  readonly heldOut: HeldOutRows | undefined;
}

interface Known {
  readonly set: string;
  readonly item: string;
  readonly text: string;
  /** From which share of it on it counts as known. */
  readonly least: number;
}

// Rows of one dataset speak of the same things, and share commands and messages of errors; a part says little of them.
const LEAST_OF_ROW = 0.5;
const EXCERPT = 200;

/** Whether the rows that a run learned from hold what it is measured by: long runs of words, or nearly the whole. */
export async function checkContamination(
  job: TrainJob,
  { sets, heldOut }: Spoilable,
): Promise<EvaluationReport['contamination']> {
  const known = [...sets.flatMap(itemsOf), ...(heldOut?.rows ?? []).map(rowItem)];
  const index = new ContaminationIndex(
    known.map(({ text }) => text),
    duplicateSettings(),
  );
  const found = new Map<Known, ItemOverlap>();
  const own = new Set(heldOut?.isOfRun === true ? heldOut.rows.map(sameness) : []);
  let rows = 0;
  for (const { path } of job.data.train) {
    for await (const row of rowsOf(path)) {
      if (own.has(sameness(row))) continue; // the run refused or held out what stands on both sides
      rows += 1;
      for (const [item, overlap] of overlapsOf(row, index, known)) {
        if ((found.get(item)?.share ?? 0) < overlap.share) found.set(item, overlap);
      }
    }
  }
  const overlaps = known.flatMap((item) => found.get(item) ?? []);
  return { checked: true, datasetId: job.data.id, rows, overlaps, note: null };
}

function* overlapsOf(row: Row, index: ContaminationIndex, known: readonly Known[]): Generator<[Known, ItemOverlap]> {
  const text = spoken(row);
  const { overlaps, similar } = index.find(text);
  for (const { item, share, text: shared } of overlaps) {
    const hit = known[item];
    if (hit !== undefined && share >= hit.least) yield [hit, overlapWith(hit, 'n-gram', share, shared)];
  }
  for (const { item, similarity } of similar) {
    const hit = known[item];
    if (hit !== undefined) yield [hit, overlapWith(hit, 'near-duplicate', similarity, text)];
  }
}

function overlapWith({ set, item }: Known, kind: ItemOverlap['kind'], share: number, text: string): ItemOverlap {
  return { set, item, kind, share: Math.min(1, share), excerpt: text.slice(0, EXCERPT).toWellFormed() };
}

/** What was asked, and what the answer is held to: knowing either spoils the item. */
function itemsOf({ name, items }: EvaluationSet): Known[] {
  return items.map((item) => {
    const held = item.kind === 'question' ? item.references : item.kind === 'choice' ? item.options : [];
    return { set: name, item: item.id, text: [item.prompt, ...held].join('\n'), least: 0 };
  });
}

const rowItem = (row: Row): Known => ({ set: HELD_OUT, item: row.id, text: spoken(row), least: LEAST_OF_ROW });

/** A system prompt stands in many rows, and says nothing of any one. */
const spoken = ({ messages }: Row): string =>
  messages
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => content)
    .join('\n');

const sameness = ({ messages }: Row): string =>
  JSON.stringify(messages.map(({ role, content }) => [role, content.trim()]));
