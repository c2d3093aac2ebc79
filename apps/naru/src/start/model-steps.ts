// Owns what npm start does for a model: a dataset, a run, a verdict, a release. Does not know what else runs beside it.
import { AppError, type LoopPolicy } from '@naru/contracts';
import type { FinishedRun } from '@naru/runs';

import { buildDataset } from '../stages/build-dataset.ts';
import { evaluate } from '../stages/evaluate.ts';
import { promote } from '../stages/promote.ts';
import type { StageContext } from '../stages/run-stage.ts';
import { train } from '../stages/train.ts';
import type { Step } from './start.ts';

export interface ModelOptions {
  readonly root: string;
  readonly policy: LoopPolicy;
  /** A path or a dataset's id, in the place of the policy's recipe. */
  readonly data?: string | undefined;
  /** SHA-256 of the adapters in production. */
  readonly production: () => Promise<ReadonlySet<string>>;
  readonly print: (line: string) => void;
}

/** Each is done by the stage's own command, which takes what is there of the same inputs. */
export function modelSteps(options: ModelOptions): Step[] {
  const { root, policy, print } = options;
  let data = options.data;
  let run: FinishedRun | undefined;
  const steps: Step[] = [
    {
      title: 'Fine-tune the base model on it',
      run: async (signal) => {
        run = await train(policy.training, data, { root, signal });
      },
    },
    {
      title: 'Hold it against what is in production, and promote it when it is better',
      run: async (signal) => {
        // The chat serves on with what is in production, whatever comes of this.
        if (run !== undefined) await judged(run, { ...options, stage: { root, signal } }).catch(told(print));
      },
    },
  ];
  if (data !== undefined) return steps;
  const build = async (signal: AbortSignal): Promise<void> => {
    data = await buildDataset(policy.recipe, { root, signal }, print);
  };
  return [{ title: `Prepare the data: the recipe ${policy.recipe}`, run: build }, ...steps];
}

interface Judging extends ModelOptions {
  readonly stage: StageContext;
}

async function judged({ name, sha256 }: FinishedRun, { policy, production, print, stage }: Judging): Promise<void> {
  if ((await production()).has(sha256)) {
    print(`  ${name} is in production already`);
    return;
  }
  const { id, verdict, because } = await evaluate(name, policy.evaluation, stage);
  if (verdict === 'better' && policy.on_better === 'promote') await promote({ adapter: name, evalId: id }, stage);
  else
    print(
      `  ${name} is ${verdict}: ${because[0] ?? ''}. What is in production stays; results/${id}/report.html says more.`,
    );
}

const told =
  (print: (line: string) => void) =>
  (error: unknown): void => {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    print(`  ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`);
  };
