import { readFileSync } from 'node:fs';

import { writeFileAtomically } from '@naru/files';

import { columnText, linesOf, parseColumn, type Entry } from '../rows/column.ts';
import type { Row } from '../rows/row.ts';
import { laidOver, type NamedColumn, type RowState } from '../rows/row-state.ts';
import { rowStep, wholeStep } from '../steps/index.ts';
import { emptyReport, tally, type StepReport } from './step-report.ts';
import { toldOf } from './told-of.ts';

/** A step to do, with where its results go. */
export interface StepOrder {
  readonly step: string;
  readonly parameters: unknown;
}

/** One shard's way through the steps of one row that have no results yet, and what the step after them collects. */
export interface ShardTask {
  /** The folder of what builds keep. */
  readonly work: string;
  readonly rows: string;
  /** Columns that are there, oldest first. */
  readonly before: readonly { readonly step: string; readonly path: string }[];
  readonly steps: readonly (StepOrder & { readonly column: string; readonly report: string })[];
  readonly collect?: StepOrder & {
    /** A file's path for each name that the step collects. */
    readonly prefix: string;
    readonly done: string;
  };
}

/** Does a task, in a worker or here. Each file is written whole; a shard's report comes after its column. */
export async function doShardTask(task: ShardTask): Promise<void> {
  const rows = linesOf(readFileSync(task.rows, 'utf8')).map((line) => JSON.parse(line) as Row);
  const columns: NamedColumn[] = task.before.map(({ step, path }) => ({
    step,
    column: parseColumn(readFileSync(path, 'utf8')),
  }));
  let states = laidOver(rows, columns);
  for (const order of task.steps) {
    const { entries, report, left } = throughStep(states, order, task.work);
    await writeFileAtomically(order.column, columnText(entries));
    await writeFileAtomically(order.report, JSON.stringify(report));
    states = left;
  }
  if (task.collect !== undefined) await collect(states, task.collect);
}

interface Passed {
  readonly entries: readonly Entry[];
  readonly report: StepReport;
  readonly left: RowState[];
}

function throughStep(states: readonly RowState[], { step, parameters }: StepOrder, work: string): Passed {
  const of = rowStep(step);
  const decide = of.prepare(parameters as never, work);
  const report = emptyReport();
  const entries: Entry[] = [];
  const left: RowState[] = [];
  for (const state of states) {
    const decision = decide(state.row);
    tally(report, state.row, toldOf(of, decision));
    const { drop, row, notes } = decision;
    if (drop === undefined && row === undefined && notes === undefined) {
      left.push(state);
      continue;
    }
    entries.push({ index: state.index, ...decision });
    if (drop !== undefined) continue;
    const found = notes === undefined ? state.notes : { ...state.notes, [step]: notes };
    left.push({ index: state.index, row: row ?? state.row, notes: found });
  }
  return { entries, report, left };
}

async function collect(states: readonly RowState[], order: NonNullable<ShardTask['collect']>): Promise<void> {
  const files = wholeStep(order.step).collect(order.parameters as never)(states);
  for (const [name, bytes] of Object.entries(files)) await writeFileAtomically(`${order.prefix}.${name}.bin`, bytes);
  await writeFileAtomically(order.done, JSON.stringify({ rows: states.length }));
}
