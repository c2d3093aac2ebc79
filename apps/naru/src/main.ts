// The command line over the whole.
import { loadEnvironment, workspaceRoot } from '@naru/config';
import { AppError, exitStatusOf } from '@naru/contracts';
import { MlflowSettings } from '@naru/mlflow-server';
import { Command } from 'commander';

import { embeddedPlan } from './start/embedded-plan.ts';
import { start } from './start/start.ts';
import { stopRequests } from './stop-requests.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const program = new Command('naru').description('Naru over the whole.').exitOverride((error) => {
  throw new AppError('usage', error.message, { cause: error });
});

program
  .command('start')
  .description(
    'Start everything on the embedded default: chat, MLflow, and a model fine-tuned on the sample conversations.',
  )
  .option('--config <name or file>', 'training configuration', 'smollm2-135m')
  .option('--data <path or id>', 'conversations; by default those that the configuration names')
  .action(async (options: { config: string; data?: string }) => {
    const settings = loadEnvironment(MlflowSettings);
    const signal = stopRequests();
    await start(embeddedPlan({ root: workspaceRoot(), settings, ...options, print }), { print, signal });
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = shown(error);
}

function shown(error: unknown): number {
  if (!(error instanceof AppError)) throw error;
  const help = error.code === 'usage' && /help/i.test(error.message);
  if (help) return 0;
  process.stderr.write(`\n${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  return exitStatusOf(error.code);
}
