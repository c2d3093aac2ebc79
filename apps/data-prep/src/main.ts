// The command line of data preparation.
import { join } from 'node:path';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { AppError, exitStatusOf } from '@naru/contracts';
import { HubSettings, pullDataset } from '@naru/hub';
import { processTerminal, showError, shownError } from '@naru/terminal';

import { openModelWith } from './ask/open-model.ts';
import type { BuildContext } from './build/build-dataset.ts';
import { workerThreads, type Workers } from './build/workers.ts';
import { runCommandLine } from './command-line.ts';
import type { SynthesisContext } from './synthesize/run-synthesis.ts';
import { terminalProgress } from './told/terminal-progress.ts';

const terminal = processTerminal(process.stdout, { noColor: process.stdout.isTTY && !process.stdout.hasColors() });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
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
  const makeBuildContext = (): BuildContext => ({
    ...makeSynthesisContext(),
    workers: (workers ??= workerThreads()),
    pullDataset: async (wanted) => {
      terminal.write(`pull ${wanted.repo}\n`);
      const settings = loadEnvironment(HubSettings);
      const root = join(workspaceRoot(), 'data', 'hub');
      return (await pullDataset({ ...wanted, root, settings, signal: stop.signal })).dir;
    },
  });
  try {
    return await runCommandLine(process.argv.slice(2), { terminal, places, makeBuildContext, makeSynthesisContext });
  } catch (error) {
    const shown = stop.signal.aborted ? stopped() : shownError(error);
    showError(terminal, shown);
    return exitStatusOf(shown.code);
  } finally {
    await workers?.close();
  }
}

function stopped(): AppError {
  return new AppError('cancelled', 'Stopped. What is done is kept: the same command goes on from there.');
}
