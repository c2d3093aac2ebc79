import { AppError, exitStatusOf } from '@naru/contracts';
import { Command, CommanderError } from 'commander';

import type { CommandContext } from './commands/context.ts';
import { fineTune } from './commands/fine-tune.ts';
import { gpu } from './commands/gpu.ts';
import { push, type PushCommandOptions } from './commands/push.ts';
import { resume } from './commands/resume.ts';
import { sync, type SyncOptions } from './commands/sync.ts';
import { shippedConfigurations, type Method } from './configuration/index.ts';

interface FineTuneOptions {
  readonly config: string;
  readonly data?: string;
  readonly devices?: string;
  readonly set: readonly string[];
  readonly reuse: boolean;
}

/**
 * Runs the verb that a person typed.
 *
 * @returns the exit status
 * @throws AppError `usage`, and what the verb throws
 */
export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<number> {
  let status = 0;
  const done = (result: number): void => {
    status = result;
  };
  const lora = fineTuneCommand('lora', context, done);
  const program = rootCommand(context).addHelpText('after', () => `\n${lora.helpInformation()}`);
  program.addCommand(lora);
  program.addCommand(fineTuneCommand('qlora', context, done));
  program.addCommand(
    verb('resume', context, 'Go on with a run where it was: after Ctrl-C, a crash, or a restart of the machine.')
      .requiredOption('--run <id>', 'id of the run, or latest')
      .action(async ({ run }: { run: string }) => done(await resume(run, context))),
  );
  program.addCommand(
    verb('gpu', context, 'Show the devices of this machine and what would train where.').action(async () =>
      done(await gpu(context)),
    ),
  );
  program.addCommand(
    verb('sync', context, 'Deliver to MLflow what earlier runs could not.')
      .option('--run <id>', 'id of one run, or latest; else all runs')
      .action(async (options: SyncOptions) => done(await sync(options, context))),
  );
  program.addCommand(
    verb('push', context, 'Push the adapter of a finished run to the Hugging Face hub, privately.')
      .requiredOption('--run <id>', 'id of the run, or latest')
      .requiredOption('--repo <owner/name>', 'repository; made when it is not there, else updated')
      .option('--public', 'everyone may read it', false)
      .action(async (options: PushCommandOptions) => done(await push(options, context))),
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') context.terminal.write(program.helpInformation());
    if (error.code !== 'commander.help' && error.exitCode !== 0) throw usage(error);
    return error.exitCode === 0 ? 0 : exitStatusOf('usage');
  }
  return status;
}

function rootCommand(context: CommandContext): Command {
  return configured(new Command('train'), context)
    .description('Fine-tune a chat model with LoRA or QLoRA, on one or two GPUs or on the CPU.')
    .addHelpText('after', '\nThrough Nx: npx nx run train:<verb> -- --help');
}

function verb(name: string, context: CommandContext, description: string): Command {
  return configured(new Command(name), context).description(description);
}

/** Errors go to one place, and help to the terminal that the command was given. */
function configured(command: Command, { terminal }: CommandContext): Command {
  return command
    .exitOverride()
    .allowExcessArguments(false)
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => terminal.columns,
    });
}

function fineTuneCommand(method: Method, context: CommandContext, done: (status: number) => void): Command {
  const known = shippedConfigurations(context.places.root).join(', ');
  return verb(method, context, METHODS[method])
    .option(
      '--config <items>',
      `configurations, by name (${known}) or file; name:lora or name:qlora fixes the method`,
      'smollm2-135m',
    )
    .option(
      '--data <path or id>',
      'a .jsonl or .json file, a folder with train and val, or a dataset id; else what the configuration names',
    )
    .option(
      '--devices <devices>',
      'auto, cpu, 0, a GPU UUID; 0,1 for two runs side by side; 0+1 for one run over both',
      'auto',
    )
    .option(
      '--set <key=value>',
      'replaces one value of the configuration, as in --set=lora.rank=8; may be repeated',
      collected,
      [],
    )
    .option(
      '--reuse',
      'take the run of the same inputs if there is one, and go on with it if it is not finished',
      false,
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ config, data, devices, set, reuse }: FineTuneOptions) => {
      done(await fineTune({ method, configurations: config.split(','), data, devices, sets: set, reuse }, context));
    });
}

const METHODS = {
  lora: 'Fine-tune with LoRA: an adapter beside the base model in full precision.',
  qlora: 'Fine-tune with QLoRA: an adapter beside the base model quantized to four bits.',
};

const EXAMPLES = `
Examples:
  npx nx run train:qlora
  npx nx run train:lora --data=my/conversations.jsonl --set=max_steps=100
  npx nx run train:lora --devices=0,1 --config=llama3-8b-instruct:lora,llama3-8b-instruct:qlora`;

function collected(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function usage(error: CommanderError): AppError {
  const message = error.message.replace(/^error: /, '');
  const split =
    error.code === 'commander.excessArguments' ? 'A value with spaces needs "=": --set=key="…", --data="…". ' : '';
  return new AppError('usage', message, { hint: `${split}--help shows every option.`, cause: error });
}
