import { AppError, exitStatusOf } from '@naru/contracts';
import { Command, CommanderError } from 'commander';

import { byteText } from '../byte-text.ts';
import { pullModel, type PullOptions, type PullResult } from '../pull/pull-model.ts';
import type { HubSettings } from '../settings.ts';
import { nextSteps } from './next-steps.ts';
import { ProgressLines, type Output } from './progress-lines.ts';

/** What the command is given of the world. */
export interface CommandContext {
  /** The workspace. */
  readonly root: string;
  readonly output: Output;
  readonly signal: AbortSignal;
  /** Read once the command is known: --help needs no settings. */
  readonly settings: () => HubSettings;
  readonly pull?: Partial<Pick<PullOptions, 'patience' | 'silenceMs'>>;
}

/**
 * Runs what a person typed after `models:`.
 *
 * @returns the exit status
 * @throws AppError
 */
export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<number> {
  const { output } = context;
  const told = { writeOut: (text: string) => output.write(text), writeErr: () => undefined };
  const program = new Command('models').exitOverride().configureOutput(told);
  program.description('Models on this machine.');
  const pull = new Command('pull')
    .exitOverride()
    .configureOutput(told)
    .allowExcessArguments(false)
    .description('Bring a base model or an adapter from the Hugging Face hub, or what is missing of it.')
    .requiredOption('--repo <owner/name>', 'repository of the hub')
    .option('--revision <revision>', 'branch, tag or commit (default: main)')
    .addHelpText('after', HELP)
    .action((options: { repo: string; revision?: string }) => runPull(options, context));
  // Nx shows the help of the program when the help of its only target is asked for.
  program.addCommand(pull).addHelpText('after', () => `\n${pull.helpInformation()}${HELP}`);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') output.write(program.helpInformation());
    else if (error.exitCode !== 0) {
      throw new AppError('usage', error.message.replace(/^error: /, ''), {
        hint: '--help shows every option.',
        cause: error,
      });
    }
    return error.exitCode === 0 ? 0 : exitStatusOf('usage');
  }
  return 0;
}

const HELP = `
Through Nx: npx nx run models:pull --repo=owner/name

A download that breaks off goes on where it stopped: by itself, and when the same command is run again.
Every file is checked by its hash. Base models come to models/base/, adapters and others to models/downloaded/.

Environment, or .env:
  HUGGINGFACE_TOKEN  for gated and private repositories
  HF_ENDPOINT        address of the hub (https://huggingface.co)

Examples:
  npx nx run models:pull --repo=meta-llama/Meta-Llama-3-8B-Instruct
  npx nx run models:pull --repo=2shlee/llama3-8b-ko-chat-v1`;

async function runPull(options: { repo: string; revision?: string }, context: CommandContext): Promise<void> {
  const { root, output, signal } = context;
  const lines = new ProgressLines(output);
  try {
    const result = await pullModel({
      ...options,
      ...context.pull,
      root,
      signal,
      settings: context.settings(),
      onProgress: (progress) => lines.show(progress),
      onNote: (note) => lines.say(note),
    });
    lines.say(`${summary(result)}\n${(await nextSteps(result, root)).join('\n')}`);
  } finally {
    lines.clear();
  }
}

function summary({ repo, revision, licence, files, downloadedBytes }: PullResult): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const came = downloadedBytes === 0 ? 'all of it was here' : `${byteText(downloadedBytes)} downloaded`;
  return [
    `${repo} is here, every file checked: ${files.length} files, ${byteText(bytes)}, ${came}.`,
    `  revision  ${revision}`,
    `  licence   ${licence ?? 'the repository names none: look at its page before you use it'}`,
  ].join('\n');
}
