// Owns the order of a round: which steps are done again, what they hand on, what is kept of them.
// Does not know what a step does.
import { AppError, type LoopPolicy } from '@naru/contracts';
import type { LoopTrigger } from '@naru/db';
import { isSameProcess, type ProcessIdentity } from '@naru/files';

import { endOrphan, type StageContext } from '../stages/run-stage.ts';
import { InputHashes } from './input-hash.ts';
import type { Places } from './policy.ts';
import type { Rounds } from './rounds.ts';
import type { LoopStep, Made, StepContext, StepResult } from './step.ts';

export interface RoundDeps {
  readonly places: Places;
  readonly rounds: Rounds;
  readonly steps: readonly LoopStep[];
  readonly stage: StageContext;
  readonly print: (line: string) => void;
  /** A step that is done though nothing it depends on has changed. */
  readonly again?: string;
}

/**
 * One round. A round that was interrupted goes on; a step whose inputs have not changed is skipped.
 *
 * @returns what the steps made
 * @throws AppError of the step that failed
 */
export async function runRound(policy: LoopPolicy, startedBy: LoopTrigger, deps: RoundDeps): Promise<Made> {
  const { rounds, steps, print } = deps;
  for (const orphan of (await rounds.running()).filter(isSameProcess)) {
    print(`A command of an interrupted round still runs (process ${orphan.pid}); it is asked to end.`);
    await endOrphan(orphan);
  }
  const { id, resumed } = await rounds.begin(policy, startedBy);
  print(resumed ? `Round ${id} of ${policy.name} goes on.` : `Round ${id} of ${policy.name}`);
  const hashes = new InputHashes(deps.places.root);
  let made: Made = {};
  let did = 0;
  try {
    for (const [at, step] of steps.entries()) {
      print(`\n[${at + 1}/${steps.length}] ${step.title}`);
      const context = { places: deps.places, policy, made, hashes, stage: deps.stage, print };
      const result = await doStep(step, { roundId: id, position: at + 1, context, deps });
      if (result.unchanged === undefined) did += 1;
      else print(`  skipped: ${result.unchanged}`);
      made = { ...made, ...result.made };
    }
  } catch (error) {
    // What was stopped goes on at the next start; what failed is over.
    if (!(error instanceof AppError && error.code === 'cancelled')) {
      await rounds.end(id, 'failed', messageOf(error));
    }
    throw error;
  }
  await rounds.end(id, 'finished', did === 0 ? 'nothing had changed' : inWords(made));
  return made;
}

interface Doing {
  readonly roundId: string;
  readonly position: number;
  readonly context: StepContext;
  readonly deps: RoundDeps;
}

async function doStep(step: LoopStep, { roundId, position, context, deps }: Doing): Promise<StepResult> {
  const { rounds, again } = deps;
  const { name } = step;
  if (deps.stage.signal.aborted) throw new AppError('cancelled', 'Stopped; the round goes on at the next start.');
  const plan = await step.plan(context);
  const key = 'skip' in plan ? '' : (plan.key ?? '');
  const before = key === '' || again === name ? undefined : await rounds.madeBefore(name, key);
  const row = { roundId, position, name, key };
  if ('skip' in plan) return skipped(plan.skip, {});
  if (before !== undefined && (await step.isThere(before, context))) {
    return skipped(`nothing that it depends on has changed${namesOf(before)}`, before);
  }
  await rounds.beginStep(row);
  const started = (process: ProcessIdentity): Promise<void> => rounds.stepRuns(roundId, name, process);
  try {
    const result = await step.run({ ...context, stage: { ...context.stage, started } });
    const { made, unchanged: because } = result;
    await rounds.endStep(roundId, name, { state: 'done', made, ...(because !== undefined && { because }) });
    return result;
  } catch (error) {
    await rounds.endStep(roundId, name, { state: 'failed', because: messageOf(error) });
    throw error;
  }

  async function skipped(because: string, made: Made): Promise<StepResult> {
    await rounds.skipStep(row, made, because);
    return { made, unchanged: because };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function namesOf(made: Made): string {
  const name = made['datasetId'] ?? made['adapter'] ?? made['canaryId'] ?? made['evalId'];
  return name === undefined || name === null ? '' : ` (${name})`;
}

function inWords({ adapter, verdict, released }: Made): string {
  const what = [adapter, verdict, released === undefined ? undefined : `released: ${released ?? ''}`];
  return what.filter((each) => each !== undefined && each !== null).join(', ');
}
