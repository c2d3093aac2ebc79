import { MlflowSettings } from '@naru/mlflow-server';
import { Command } from 'commander';

import { readPolicy } from '../loop/policy.ts';
import { inProduction } from '../stages/in-production.ts';
import { embeddedPlan } from '../start/embedded-plan.ts';
import { start } from '../start/start.ts';
import { printer, type CommandContext } from './context.ts';

interface StartOptions {
  readonly policy: string;
  readonly config?: string;
  readonly data?: string;
}

/** `npm start` */
export function startCommand(context: CommandContext): Command {
  return new Command('start')
    .description(
      'Start everything on the embedded default: chat, MLflow, and a model fine-tuned on the sample conversations, judged, and served when it is better.',
    )
    .option('--policy <name or file>', 'what is done for a model: a policy in apps/naru/loops, or a YAML file', 'start')
    .option('--config <name or file>', "training configuration, in the place of the policy's")
    .option('--data <path or id>', "conversations, in the place of the policy's recipe")
    .action((options: StartOptions) => runStart(options, context));
}

async function runStart({ policy: name, config, data }: StartOptions, context: CommandContext): Promise<void> {
  const { root } = context.places;
  const print = printer(context);
  const policy = readPolicy(name, context.places);
  const training = { ...policy.training, ...(config !== undefined && { config }) };
  const settings = context.load(MlflowSettings);
  const production = async (): Promise<ReadonlySet<string>> => {
    const database = await context.openDatabase();
    return inProduction(database).finally(() => database.close());
  };
  const options = { root, settings, policy: { ...policy, training }, data, production, print };
  await start(embeddedPlan(options), { print, signal: context.signal() });
}
