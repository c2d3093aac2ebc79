// The command line over the whole.
import { loadEnvironment, workspaceRoot } from '@naru/config';
import { exitStatusOf } from '@naru/contracts';
import { databasePlace, DatabaseSettings, openDatabase } from '@naru/db';
import { processTerminal, showError, shownError } from '@naru/terminal';

import { runCommandLine } from './command-line.ts';
import { stopRequests } from './stop-requests.ts';

const errors = processTerminal(process.stderr, { noColor: true });
try {
  await runCommandLine(process.argv.slice(2), {
    places: { root: workspaceRoot(), cwd: process.cwd() },
    terminal: processTerminal(process.stdout, { noColor: true }),
    signal: stopRequests,
    load: loadEnvironment,
    openDatabase: () => openDatabase(databasePlace(loadEnvironment(DatabaseSettings))),
  });
} catch (error) {
  const shown = shownError(error);
  errors.write('\n');
  showError(errors, shown);
  process.exitCode = exitStatusOf(shown.code);
}
