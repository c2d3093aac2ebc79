import { join } from 'node:path';

import { AppError, type LoopPolicy, type TrainJob } from '@naru/contracts';
import { finishedRuns, readTrainJob, type FinishedRun } from '@naru/runs';

import { runStage, type StageContext } from './run-stage.ts';

export type Training = LoopPolicy['training'];

/** Where finished runs lie. */
export const runsOf = (root: string): string => join(root, 'models', 'fine-tuned');

/**
 * `train:lora` or `train:qlora`; the run of the same inputs is taken, and gone on with where it was interrupted.
 *
 * @param data a dataset's id; undefined: what the configuration names
 */
export async function train(training: Training, data: string | undefined, context: StageContext): Promise<FinishedRun> {
  const { config, method, devices, set } = training;
  const sets = set.map((each) => `--set=${each}`);
  const args = [
    method,
    '--reuse',
    `--config=${config}`,
    ...(data === undefined ? [] : [`--data=${data}`]),
    `--devices=${devices}`,
    ...sets,
  ];
  await runStage({ app: 'train', args }, context);
  const run = await runOf(training, DATASET_ID.test(data ?? '') ? data : undefined, context.root);
  if (run !== undefined) return run;
  throw new AppError('internal', `train ${method} left no finished run in ${runsOf(context.root)}.`);
}

const DATASET_ID = /^[a-z0-9][a-z0-9._-]*@[0-9a-f]{32}$/;

/** The newest finished run that was made as asked. @param datasetId undefined: on any dataset */
async function runOf(
  training: Training,
  datasetId: string | undefined,
  root: string,
): Promise<FinishedRun | undefined> {
  const runs = await finishedRuns(runsOf(root));
  for (const run of runs.toReversed()) {
    if (datasetId !== undefined && run.datasetId !== datasetId) continue;
    const { config } = await readTrainJob(join(runsOf(root), run.runId));
    if (config.method === training.method && training.set.every((each) => holds(config, each))) return run;
  }
  return undefined;
}

/** Whether the configuration has the value that a `key=value` gave it. */
function holds(config: TrainJob['config'], keyAndValue: string): boolean {
  const at = keyAndValue.indexOf('=');
  const [key, wanted] = [keyAndValue.slice(0, at), keyAndValue.slice(at + 1)];
  const found = key
    .split('.')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | null)?.[part], config);
  return String(found) === wanted || Number(found) === Number(wanted);
}
