import { MlflowSettings } from '@naru/mlflow-server';
import { Command } from 'commander';

import { embeddedPlan } from '../start/embedded-plan.ts';
import { start } from '../start/start.ts';
import { printer, type CommandContext } from './context.ts';

/** `npm start` */
export function startCommand(context: CommandContext): Command {
  return new Command('start')
    .description(
      'Start everything on the embedded default: chat, MLflow, and a model fine-tuned on the sample conversations.',
    )
    .option('--config <name or file>', 'training configuration', 'smollm2-135m')
    .option('--data <path or id>', 'conversations; by default those that the configuration names')
    .action(async (options: { readonly config: string; readonly data?: string }) => {
      const print = printer(context);
      const settings = context.load(MlflowSettings);
      const { root } = context.places;
      await start(embeddedPlan({ root, settings, ...options, print }), { print, signal: context.signal() });
    });
}
