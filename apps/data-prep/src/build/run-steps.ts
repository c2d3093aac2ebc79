import { existsSync, readFileSync } from 'node:fs';

import type { OpenModel } from '@naru/ask';
import { writeFileAtomically } from '@naru/files';
import type { TorchJobs } from '@naru/torch-runner';

import type { PlannedStep } from './plan.ts';
import type { BuildProgress } from './progress.ts';
import type { ShardTask } from './shard-task.ts';
import { add, emptyReport, type StepReport } from './step-report.ts';
import type { Shards, StepFolder, Store } from './store.ts';
import { decideWhole } from './decide-whole.ts';
import type { Task } from './worker.ts';
import type { Workers } from './workers.ts';

/** A step with where its results are. */
export interface PlacedStep extends PlannedStep {
  readonly folder: StepFolder;
}

export interface StepsRun {
  /** The folder of what builds keep. */
  readonly work: string;
  readonly rows: StepFolder;
  readonly shards: Shards['shards'];
  readonly steps: readonly PlacedStep[];
  readonly workers: Workers;
  readonly progress: BuildProgress;
  readonly signal: AbortSignal;
  readonly jobs: TorchJobs;
  readonly openModel?: OpenModel;
}

export function placed(steps: readonly PlannedStep[], store: Store): PlacedStep[] {
  return steps.map((step) => ({ ...step, folder: store.folder(step.name, step.key) }));
}

/**
 * Runs what has no results yet. Steps of one row go together through each shard, up to the next step over all rows,
 * which collects in the same pass and then decides.
 */
export async function runSteps(run: StepsRun): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (let from = 0; from < run.steps.length; from = reports.length) {
    const whole = run.steps.findIndex((step, at) => at >= from && step.whole);
    const to = whole === -1 ? run.steps.length : whole;
    await passRows(run, from, to);
    for (const step of run.steps.slice(from, to)) reports.push(await summed(step, run.shards));
    const next = run.steps[whole];
    if (next !== undefined) reports.push(await decideWhole(next, { ...run, before: run.steps.slice(0, whole) }));
  }
  return reports;
}

async function passRows(run: StepsRun, from: number, to: number): Promise<void> {
  const { signal, progress } = run;
  const segment = run.steps.slice(from, to);
  const next = run.steps[to];
  if ([...segment, ...(next === undefined ? [] : [next])].every(({ folder }) => existsSync(folder.report))) return;
  const tasks: Task[] = [];
  const rowsOf = new Map<Task, number>();
  for (const shard of run.shards) {
    const task = taskOf(run, shard.name, from, to);
    if (task === undefined) continue;
    const one: Task = { kind: 'shard', task };
    tasks.push(one);
    rowsOf.set(one, shard.rows);
  }
  const names = [...segment.map(({ name }) => name), ...(next === undefined ? [] : [next.name])];
  const meter = progress.begin(names.join(', '), {
    total: [...rowsOf.values()].reduce((a, b) => a + b, 0),
    unit: 'rows',
  });
  await run.workers.run(tasks, { signal, done: (task) => meter.add(rowsOf.get(task) ?? 0) });
  meter.end();
}

/** What is left to do of one shard; undefined where nothing is. */
function taskOf(run: StepsRun, shard: string, from: number, to: number): ShardTask | undefined {
  const isDone = ({ folder }: PlacedStep): boolean => existsSync(folder.shardReport(shard));
  const pending = run.steps.slice(from, to).filter((step) => !isDone(step));
  const before = run.steps.slice(0, to).filter((step) => !pending.includes(step));
  const next = run.steps[to];
  const collects =
    next !== undefined && !existsSync(next.folder.report) && !existsSync(next.folder.collected(shard, 'done'));
  if (pending.length === 0 && !collects) return undefined;
  return {
    work: run.work,
    rows: run.rows.rows(shard),
    before: before.map(({ name, folder }) => ({ step: name, path: folder.column(shard) })),
    steps: pending.map(({ name, parameters, folder }) => ({
      step: name,
      parameters,
      column: folder.column(shard),
      report: folder.shardReport(shard),
    })),
    ...(collects && {
      collect: {
        step: next.name,
        parameters: next.parameters,
        prefix: next.folder.collectedPrefix(shard),
        done: next.folder.collected(shard, 'done'),
      },
    }),
  };
}

async function summed({ folder }: PlacedStep, shards: Shards['shards']): Promise<StepReport> {
  const known = folder.readReport();
  if (known !== undefined) return known;
  const sum = emptyReport();
  for (const { name } of shards) add(sum, JSON.parse(readFileSync(folder.shardReport(name), 'utf8')) as StepReport);
  await writeFileAtomically(folder.report, JSON.stringify(sum));
  return sum;
}
