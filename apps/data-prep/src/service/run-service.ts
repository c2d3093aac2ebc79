import { checkSignIn } from '@naru/access';
import { workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import { databasePlace, DatabaseSettings, openDatabase } from '@naru/db';
import { HubSettings } from '@naru/hub';
import { createLogger, LoggingSettings } from '@naru/logging';
import { requirePort, stopRequests } from '@naru/nest';

import type { ChildrenOptions } from './children.ts';
import { createServiceApp } from './service-app.ts';
import { DataPrepSettings, WhoMayAskSettings } from './settings.ts';

/** Fills a settings class. */
export type Load = <T extends object>(type: new () => T) => T;

/**
 * Serves until SIGINT, SIGTERM or SIGHUP.
 *
 * @throws AppError `environment.invalid`, `database.*`, `port.taken`
 */
export async function runService(load: Load, say: (text: string) => void): Promise<void> {
  const listenForStops = stopRequests();
  const settings = load(DataPrepSettings);
  const { enableAuth, allowAnyone, apiKey, trustedProxies } = load(WhoMayAskSettings);
  checkSignIn({ ...settings, enableAuth, allowAnyone, apiKey }, 'DATA_PREP_HOST');
  await requirePort(settings, 'DATA_PREP');
  const logger = await createLogger({ service: 'data-prep', settings: load(LoggingSettings), console: 'none' });
  const database = await openDatabase(databasePlace(load(DatabaseSettings)));
  try {
    const app = await createServiceApp({
      database,
      log: logger.log,
      root: workspaceRoot(),
      children: thisCommand(load(HubSettings)),
      authEnabled: enableAuth,
      allowAnyone,
      apiKey,
      maxUploadBytes: settings.maxUploadBytes,
      trustedProxies: trustedProxies.split(',').flatMap((part) => part.trim() || []),
    });
    const stops = listenForStops();
    try {
      const url = await app.listen(settings);
      say(`The data service listens at ${url} (documentation at ${url}/docs). Ctrl-C stops it.\n`);
      // Whoever started this process with a channel of its own waits for it.
      process.send?.({ readyAt: url });
      await stops.first;
    } finally {
      await Promise.race([app.close(), stops.second]);
    }
  } finally {
    await database.close();
    await logger.close();
  }
}

/** The command line that this process was started with, for its children. */
function thisCommand({ token }: HubSettings): ChildrenOptions {
  const [, main] = process.argv;
  if (main === undefined) throw new AppError('internal', 'Nothing says which program this is.');
  return {
    file: process.execPath,
    args: [...process.execArgv, main],
    cwd: workspaceRoot(),
    environment: { HUGGINGFACE_TOKEN: token?.reveal() },
  };
}
