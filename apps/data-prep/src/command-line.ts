import type { NamedEndpoints } from '@naru/ask/open-model';
import { AppError, exitStatusOf } from '@naru/contracts';
import { gibibytes, type Terminal } from '@naru/terminal';
import { Command, CommanderError, Option } from 'commander';

import type { BuildContext } from './build/build-dataset.ts';
import { build } from './commands/build.ts';
import { clean } from './commands/clean.ts';
import { preview } from './commands/preview.ts';
import { synthesizeSource } from './commands/synthesize.ts';
import type { PullDataset } from './read/index.ts';
import { workOf, type Places } from './recipe/places.ts';
import type { SynthesisContext } from './synthesize/run-synthesis.ts';

/** How a build tells what it does, and whether its recipe may name endpoints. */
export interface BuildOptions {
  readonly progress?: 'terminal' | 'json';
  readonly endpoints?: NamedEndpoints;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly places: Places;
  /** Made when a command needs it; workers are started then. */
  readonly makeBuildContext: (options?: BuildOptions) => BuildContext;
  readonly pullDataset: PullDataset;
  /** Runs the REST service until it is stopped. */
  readonly serve: () => Promise<void>;
  readonly makeSynthesisContext: () => SynthesisContext;
}

interface BuildArguments extends BuildOptions {
  readonly config: string;
  readonly again?: string;
  readonly out?: string;
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
      .option('--out <folder>', 'keep a copy at this place too, as DVC wants it; what stands there is replaced')
      .addOption(
        new Option('--progress <form>', 'how to tell what is done').choices(['terminal', 'json']).default('terminal'),
      )
      .addOption(
        new Option('--endpoints <which>', 'whether the recipe may name endpoints of models')
          .choices(['allowed', 'refused'])
          .default('allowed'),
      )
      .action(async ({ config, again, out, ...options }: BuildArguments) => {
        const made = { ...context.makeBuildContext(options), ...(again !== undefined && { again }) };
        await build(config, made, out);
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
  addServiceCommands(program, context);
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

function addServiceCommands(program: Command, context: CommandContext): void {
  program.addCommand(
    configured(new Command('serve'), context.terminal)
      .description('The REST service: uploads, jobs, datasets.')
      .action(() => context.serve()),
  );
  program.addCommand(
    configured(new Command('preview'), context.terminal)
      .description('The first rows of a source, written as a recipe has it in JSON; answers with JSON.')
      .argument('<source>', '{"name": "chats", "path": "exports/chats.csv"}')
      .option('--limit <rows>', 'as many rows at most', '20')
      .action(async (source: string, { limit }: { limit: string }) => {
        await preview(source, { ...context, limit });
      }),
  );
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
