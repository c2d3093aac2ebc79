// The command line of data preparation.
import { join } from 'node:path';

import { openModelWith } from '@naru/ask/open-model';
import { loadEnvironment, workspaceRoot } from '@naru/config';
import { AppError, exitStatusOf } from '@naru/contracts';
import { HubSettings, pullDataset } from '@naru/hub';
import { processTerminal, showError, shownError, terminalProgress } from '@naru/terminal';

import type { BuildContext } from './build/build-dataset.ts';
import { workerThreads, type Workers } from './build/workers.ts';
import type { PullDataset } from './read/index.ts';
import { runCommandLine, type BuildOptions } from './command-line.ts';
import type { SynthesisContext } from './synthesize/run-synthesis.ts';
import { failedLine, jsonProgress } from './told/json-progress.ts';

const terminal = processTerminal(process.stdout, { noColor: process.stdout.isTTY && !process.stdout.hasColors() });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// Whoever started this process with a channel of its own wants nothing of it any more, or was killed.
process.on('disconnect', () => stop.abort());
process.exit(await main());

async function main(): Promise<number> {
  let workers: Workers | undefined;
  const places = { root: workspaceRoot(), cwd: process.cwd() };
  const makeSynthesisContext = (): SynthesisContext => ({
    places,
    progress: terminalProgress(terminal),
    signal: stop.signal,
    openModel: openModelWith('allowed'),
  });
  const reader = { isProgram: false };
  const pull: PullDataset = async (wanted) => {
    const settings = loadEnvironment(HubSettings);
    const root = join(workspaceRoot(), 'data', 'hub');
    return (await pullDataset({ ...wanted, root, settings, signal: stop.signal })).dir;
  };
  const makeBuildContext = ({
    progress: form = 'terminal',
    endpoints = 'allowed',
  }: BuildOptions = {}): BuildContext => {
    reader.isProgram = form === 'json';
    const progress = reader.isProgram ? jsonProgress((line) => terminal.write(line)) : terminalProgress(terminal);
    return {
      places,
      signal: stop.signal,
      progress,
      openModel: openModelWith(endpoints),
      workers: (workers ??= workerThreads()),
      pullDataset: (wanted) => {
        progress.say(`pull ${wanted.repo}`);
        return pull(wanted);
      },
    };
  };
  try {
    return await runCommandLine(process.argv.slice(2), {
      ...{ terminal, places, makeBuildContext, makeSynthesisContext, pullDataset: pull },
      serve: async () => {
        const { runService } = await import('./service/run-service.ts');
        await runService(loadEnvironment, (text) => terminal.write(text));
      },
    });
  } catch (error) {
    const shown = stop.signal.aborted ? stopped() : shownError(error);
    if (reader.isProgram) terminal.write(failedLine(shown));
    else showError(terminal, shown);
    return exitStatusOf(shown.code);
  } finally {
    await workers?.close();
  }
}

function stopped(): AppError {
  return new AppError('cancelled', 'Stopped. What is done is kept: the same command goes on from there.');
}
