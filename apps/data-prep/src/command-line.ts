import { AppError, exitStatusOf } from '@naru/contracts';
import { gibibytes, type Terminal } from '@naru/terminal';
import { Command, CommanderError } from 'commander';

import type { BuildContext } from './build/build-dataset.ts';
import { build } from './commands/build.ts';
import { clean } from './commands/clean.ts';
import { synthesizeSource } from './commands/synthesize.ts';
import { workOf, type Places } from './recipe/places.ts';
import type { SynthesisContext } from './synthesize/run-synthesis.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly places: Places;
  /** Made when a command needs it; workers are started then. */
  readonly makeBuildContext: () => BuildContext;
  readonly makeSynthesisContext: () => SynthesisContext;
}

/**
 * Runs the verb that a person typed.
 *
 * @returns the exit status
 * @throws AppError `usage`, and what the verb throws
 */
export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<number> {
  const program = configured(new Command('data-prep'), context.terminal).description(
    'Turn exports, documents and datasets into a clean, deduplicated, versioned dataset.',
  );
  program.addCommand(
    configured(new Command('build'), context.terminal)
      .description('Build the dataset that a recipe describes. What was done before is taken from data/work.')
      .option('--config <recipe>', 'a YAML file, or the name of a recipe in apps/data-prep/recipes', 'samples')
      .option('--again <step>', 'make the results of one step anew, though nothing that it depends on has changed')
      .action(async ({ config, again }: { config: string; again?: string }) => {
        await build(config, { ...context.makeBuildContext(), ...(again !== undefined && { again }) });
      }),
  );
  program.addCommand(
    configured(new Command('synthesize'), context.terminal)
      .description(
        'Let a model write rows: topics or seeds become questions, questions answers. Nothing is asked twice.',
      )
      .option('--config <synthesis>', 'a YAML file, or the name of one in apps/data-prep/synthesis', 'mlops')
      .action(async ({ config }: { config: string }) => {
        await synthesizeSource(config, context.makeSynthesisContext());
      }),
  );
  program.addCommand(
    configured(new Command('clean'), context.terminal)
      .description('Forget results in data/work that no build used for some days. Datasets stay.')
      .option('--days <days>', 'unused for so many days', '14')
      .action(({ days }: { days: string }) => {
        const { folders, bytes } = clean(workOf(context.places), { days });
        context.terminal.write(`${folders} folders, ${gibibytes(bytes)}\n`);
      }),
  );
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
  return 0;
}

function configured(command: Command, terminal: Terminal): Command {
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
