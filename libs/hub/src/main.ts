// The command line behind `npx nx run models:pull`.
import { loadEnvironment, redactSecrets, workspaceRoot } from '@naru/config';
import { errorInWords, exitStatusOf } from '@naru/contracts';

import { runCommandLine } from './command/command-line.ts';
import { HubSettings } from './settings.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// Output that nobody takes any more is dropped: the download goes on.
process.stdout.on('error', () => undefined);

const DEFAULT_COLUMNS = 80;

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    root: workspaceRoot(),
    signal: stop.signal,
    settings: () => loadEnvironment(HubSettings),
    output: {
      isTty: process.stdout.isTTY,
      get columns() {
        return process.stdout.columns > 0 ? process.stdout.columns : DEFAULT_COLUMNS;
      },
      write: (text) => void process.stdout.write(text),
    },
  });
} catch (error) {
  const { code, text } = errorInWords(error);
  process.stderr.write(redactSecrets(text));
  process.exitCode = exitStatusOf(code);
}
