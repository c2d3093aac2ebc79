// The command line behind `npx nx run db:…`.
import { loadEnvironment, redactSecrets, workspaceRoot } from '@naru/config';
import { errorInWords, exitStatusOf } from '@naru/contracts';

import { runCommandLine } from './commands/command-line.ts';
import { databasePlace, DatabaseSettings } from './database/settings.ts';

try {
  await runCommandLine(process.argv.slice(2), {
    root: workspaceRoot(),
    place: () => databasePlace(loadEnvironment(DatabaseSettings)),
    now: () => new Date(),
    write: (line) => void process.stdout.write(`${line}\n`),
  });
} catch (error) {
  const { code, text } = errorInWords(error);
  process.stderr.write(redactSecrets(text));
  process.exitCode = exitStatusOf(code);
}
