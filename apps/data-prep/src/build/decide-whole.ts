import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

import { writeFileAtomically } from '@naru/files';

import { columnText, type Entry } from '../rows/column.ts';
import type { RowState } from '../rows/row-state.ts';
import { wholeStep } from '../steps/index.ts';
import type { Collected } from '../steps/step.ts';
import type { PlacedStep, StepsRun } from './run-steps.ts';
import { shardStates } from './shard-states.ts';
import { add, emptyReport, tally, type StepReport } from './step-report.ts';
import { toldOf } from './told-of.ts';

interface WholeRun extends Pick<StepsRun, 'work' | 'rows' | 'shards' | 'progress' | 'signal' | 'jobs' | 'openModel'> {
  /** The steps before it. */
  readonly before: readonly PlacedStep[];
}

/** Lets a step over all rows decide from what the workers collected, and writes its columns. */
export async function decideWhole(step: PlacedStep, run: WholeRun): Promise<StepReport> {
  const known = step.folder.readReport();
  if (known !== undefined) return known;
  const collected = collectedFor(step, run);
  const whole = wholeStep(step.name);
  const decided = await whole.decide(step.parameters as never, collected);
  const report = emptyReport();
  for (const [at, { name }] of run.shards.entries()) {
    const entries = decided.of(at);
    await writeFileAtomically(step.folder.column(name), columnText(entries));
    add(
      report,
      reportOf(
        entries.map((entry) => toldOf(whole, entry)),
        collected.shards[at]?.rows ?? 0,
        () => shardStates(run.rows, name, run.before),
        report,
      ),
    );
  }
  const { findings, figures, totals } = decided;
  const told = {
    ...report,
    ...(findings !== undefined && { findings }),
    ...(figures !== undefined && { figures }),
    ...(totals !== undefined && { totals }),
  };
  await writeFileAtomically(step.folder.report, JSON.stringify(told));
  return told;
}

function collectedFor(step: PlacedStep, { work, shards, progress, signal, jobs, openModel }: WholeRun): Collected {
  const meter = progress.begin(step.name, { total: 100, unit: 'percent' });
  return {
    work,
    signal,
    jobs,
    say: (line) => progress.say(line),
    ...(openModel !== undefined && { openModel }),
    shards: shards.map(({ name }) => ({
      rows: (JSON.parse(readFileSync(step.folder.collected(name, 'done'), 'utf8')) as { rows: number }).rows,
      file: (file) => step.folder.collected(name, file),
    })),
    async progress(share) {
      if (share >= 1) meter.end();
      else meter.at(share * 100);
      await turn();
      signal.throwIfAborted();
    },
  };
}

/** Rows are read again only for the first examples of each cause. */
function reportOf(
  entries: readonly Entry[],
  rows: number,
  states: () => readonly RowState[],
  soFar: StepReport,
): StepReport {
  const report = emptyReport();
  const wanted = entries.some(({ drop }) => drop !== undefined && soFar.examples[drop] === undefined);
  const known = wanted ? new Map(states().map((state) => [state.index, state.row])) : undefined;
  for (const entry of entries) {
    const row = known?.get(entry.index) ?? { messages: [], source: '', at: '' };
    tally(report, row, entry);
  }
  if (known === undefined) for (const cause of Object.keys(report.examples)) report.examples[cause] = [];
  report.rowsOut += rows - report.rowsIn;
  report.rowsIn = rows;
  return report;
}
