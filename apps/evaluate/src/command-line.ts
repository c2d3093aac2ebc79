import { AppError, exitStatusOf } from '@naru/contracts';
import { Command, CommanderError } from 'commander';

import type { CommandContext, Done } from './commands/context.ts';
import { lmEvalCommand } from './commands/lm-eval.ts';
import { promoteCommand } from './commands/promote.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { runCommand } from './commands/run.ts';
import { versionsCommand } from './commands/versions.ts';

/** The verbs, each in a file of its own. */
const COMMANDS: readonly ((context: CommandContext, done: Done) => Command)[] = [
  runCommand,
  lmEvalCommand,
  promoteCommand,
  rollbackCommand,
  versionsCommand,
];

/**
 * Runs the verb that a person typed.
 *
 * @returns the exit status
 * @throws AppError `usage`, and what the verb throws
 */
export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<number> {
  let status = 0;
  const done: Done = (result) => (status = result);
  const program = configured(new Command('evaluate'), context).description(
    'Hold a candidate against a baseline, promote it when it is better, and go back.',
  );
  for (const make of COMMANDS) program.addCommand(configured(make(context, done), context));
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') context.terminal.write(program.helpInformation());
    if (error.code !== 'commander.help' && error.exitCode !== 0) {
      throw new AppError('usage', error.message.replace(/^error: /, ''), {
        hint: '--help shows every option.',
        cause: error,
      });
    }
    return error.exitCode === 0 ? 0 : exitStatusOf('usage');
  }
  return status;
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
