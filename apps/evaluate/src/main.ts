// The command line of evaluation.
import { loadEnvironment, workspaceRoot } from '@naru/config';
import { AppError, exitStatusOf } from '@naru/contracts';
import { createLogger, LoggingSettings, type AppLogger } from '@naru/logging';
import { processTerminal, showError, shownError, terminalProgress } from '@naru/terminal';

import { runCommandLine } from './command-line.ts';

const terminal = processTerminal(process.stdout, { noColor: process.stdout.isTTY && !process.stdout.hasColors() });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// Whoever started this process with a channel of its own wants nothing of it any more, or was killed.
process.on('disconnect', () => stop.abort());
process.exit(await main());

async function main(): Promise<number> {
  let logger: AppLogger | undefined;
  try {
    logger = await createLogger({ service: 'evaluate', settings: loadEnvironment(LoggingSettings), console: 'none' });
    return await runCommandLine(process.argv.slice(2), {
      places: { root: workspaceRoot(), cwd: process.cwd() },
      terminal,
      progress: terminalProgress(terminal),
      log: logger.log,
      signal: stop.signal,
      load: (type) => loadEnvironment(type),
    });
  } catch (error) {
    const shown = stop.signal.aborted ? stopped() : shownError(error);
    logger?.log.error({ err: error }, 'the command failed');
    showError(terminal, shown);
    return exitStatusOf(shown.code);
  } finally {
    await logger?.close();
  }
}

function stopped(): AppError {
  return new AppError('cancelled', 'Stopped. What is done is kept: the same command goes on from there.');
}
