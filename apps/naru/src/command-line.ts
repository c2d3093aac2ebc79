import { AppError } from '@naru/contracts';
import { Command, CommanderError } from 'commander';

import type { CommandContext } from './commands/context.ts';
import { doctorCommand } from './commands/doctor.ts';
import { forgetCommand } from './commands/forget.ts';
import { loopCommand } from './commands/loop.ts';
import { startCommand } from './commands/start.ts';
import { traceCommand } from './commands/trace.ts';

/** The verbs, each in a file of its own. */
const COMMANDS: readonly ((context: CommandContext) => Command)[] = [
  startCommand,
  loopCommand,
  traceCommand,
  forgetCommand,
  doctorCommand,
];

/**
 * Runs the verb that a person typed.
 *
 * @throws AppError `usage`, and what the verb throws
 */
export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<void> {
  const program = configured(new Command('naru'), context).description('Naru over the whole.');
  for (const make of COMMANDS) program.addCommand(configured(make(context), context));
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') context.terminal.write(program.helpInformation());
    else if (error.exitCode !== 0) {
      const message = error.message.replace(/^error: /, '');
      throw new AppError('usage', message, { hint: '--help shows every option.', cause: error });
    }
  }
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
