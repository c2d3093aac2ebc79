// The command line of the train app.
import { loadEnvironment, workspaceRoot } from '@naru/config';
import { exitStatusOf } from '@naru/contracts';
import { inventory } from '@naru/devices';
import { HubSettings } from '@naru/hub';
import { createLogger, LoggingSettings, type AppLogger } from '@naru/logging';
import { processTerminal, showError, shownError } from '@naru/terminal';

import { runCommandLine } from './command-line.ts';
import type { CommandContext } from './commands/context.ts';
import { launchSettings, pythonCommands, StopRequests } from './launch/index.ts';
import { TrainSettings } from './settings.ts';
import { createTracker, MlflowSettings, trackingPlace } from './tracking/index.ts';

const plain = processTerminal(process.stdout, { noColor: true });
const stop = new StopRequests();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.request());
process.exit(await main());

/** The exit status of the command that was asked for. */
async function main(): Promise<number> {
  let logger: AppLogger | undefined;
  try {
    const settings = loadEnvironment(TrainSettings);
    const tracking = loadEnvironment(MlflowSettings);
    const logging = loadEnvironment(LoggingSettings);
    logger = await createLogger({ service: 'train', settings: logging, console: 'none' });
    const { log } = logger;
    const root = workspaceRoot();
    const context: CommandContext = {
      places: { root, cwd: process.cwd() },
      terminal: processTerminal(process.stdout, { noColor: settings.noColor !== undefined }),
      log,
      stop,
      launch: launchSettings(settings),
      inventory: () => inventory(),
      makeCommand: pythonCommands(root),
      hub: () => loadEnvironment(HubSettings),
      checkTracking: () => void trackingPlace(tracking, root),
      track: (runDir, options) => createTracker({ runDir, settings: tracking, log, logDir: logging.dir, ...options }),
    };
    return await runCommandLine(process.argv.slice(2), context);
  } catch (error) {
    const shown = shownError(error);
    logger?.log.error({ err: error }, 'the command failed');
    showError(plain, shown);
    return exitStatusOf(shown.code);
  } finally {
    await logger?.close();
  }
}
