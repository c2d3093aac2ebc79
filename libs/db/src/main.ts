// The command line behind `npx nx run db:…`.
import { loadEnvironment, redactSecrets, workspaceRoot } from '@naru/config';
import { AppError, exitStatusOf, type ErrorCode } from '@naru/contracts';

import { runCommandLine } from './commands/command-line.ts';
import { databasePlace, DatabaseSettings } from './database/settings.ts';

function inWords(error: unknown): { readonly code: ErrorCode; readonly text: string } {
  if (error instanceof AppError) {
    const hint = error.hint === undefined ? '' : `${error.hint}\n`;
    return { code: error.code, text: `${error.code}: ${error.message}\n${hint}` };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { code: 'internal', text: `internal: a fault of Naru's own; please report it.\n${stack ?? String(error)}\n` };
}

try {
  await runCommandLine(process.argv.slice(2), {
    root: workspaceRoot(),
    place: () => databasePlace(loadEnvironment(DatabaseSettings)),
    now: () => new Date(),
    write: (line) => void process.stdout.write(`${line}\n`),
  });
} catch (error) {
  const { code, text } = inWords(error);
  process.stderr.write(redactSecrets(text));
  process.exitCode = exitStatusOf(code);
}
