import type { LmEvalFigure } from '@naru/contracts';

import type { CommandContext } from './commands/context.ts';
import { comparedSamples, readSamples, runTasks, type ComparedSamples, type LocalTask } from './lm-eval/index.ts';
import type { Subjects } from './subjects/find-subjects.ts';
import type { ResultFolders } from './work.ts';

export interface LmEvalDeps {
  readonly folders: ResultFolders;
  readonly context: CommandContext;
  readonly device: 'cpu' | 'cuda';
  /** The first so many items of each task. */
  readonly limit?: number | undefined;
}

/**
 * Both subjects, asked by lm-eval, item by item.
 *
 * @throws AppError `python.unavailable`, `job.crashed`, `data.invalid`
 */
export async function comparedByLmEval(
  { candidate, baseline }: Subjects,
  tasks: readonly LocalTask[],
  { folders, context, device, limit }: LmEvalDeps,
): Promise<ComparedSamples> {
  const { places, signal, progress } = context;
  const options = { root: places.root, folders, device, limit, signal, progress };
  const other = readSamples(await runTasks(baseline, tasks, options));
  return comparedSamples(readSamples(await runTasks(candidate, tasks, options)), other);
}

/** The figures of a report; null where no task was named. */
export async function askedByLmEval(
  subjects: Subjects,
  tasks: readonly LocalTask[],
  deps: LmEvalDeps,
): Promise<LmEvalFigure[] | null> {
  return tasks.length === 0 ? null : (await comparedByLmEval(subjects, tasks, deps)).figures;
}
