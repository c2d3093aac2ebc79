// The command line of serve: `serve` the chat API and page, the `engine` alone, `export-feedback` or `replay`.
import { join } from 'node:path';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { AppError, exitStatusOf } from '@naru/contracts';
import { EngineSettings, keepAdapters, runEngine } from '@naru/engine';
import { FinishedRuns } from '@naru/runs';

import { exportCommand } from './export-command.ts';
import { replayCommand } from './replay-command.ts';
import { runServe } from './run-serve.ts';

process.exit(await main(process.argv.slice(2)));

/** The exit status of the command that was asked for. */
async function main([command = 'serve', ...rest]: readonly string[]): Promise<number> {
  try {
    if (command === 'engine') return await engineAlone();
    if (command === 'serve') return await runServe((type) => loadEnvironment(type));
    if (command === 'export-feedback') return await exportCommand(rest, (type) => loadEnvironment(type));
    if (command === 'replay') return await replayCommand(rest, (type) => loadEnvironment(type));
    throw new AppError('usage', `There is no command "${command}".`, {
      hint: 'Commands: serve, engine, export-feedback, replay.',
    });
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError('internal', String(error), { cause: error });
    const hint = known.hint === undefined ? '' : `\n${known.hint}`;
    process.stderr.write(`${known.message}${hint}\n`);
    if (known.code === 'internal' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    return exitStatusOf(known.code);
  }
}

/** The engine with the adapters of finished runs, also of those that finish while it runs. */
function engineAlone(): Promise<number> {
  const settings = loadEnvironment(EngineSettings);
  const form = settings.engine === 'llamacpp' ? 'gguf' : 'peft';
  const runs = new FinishedRuns(join(workspaceRoot(), 'models', 'fine-tuned'));
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  return runEngine({
    settings,
    whileReady: (engine, signal) => keepAdapters(engine, { runs, form, signal, say }),
  });
}
