import type { Database } from '@naru/db';
import type { Terminal } from '@naru/terminal';

/** What every command is given. */
export interface CommandContext {
  /** The workspace, and where the person stands. */
  readonly places: { readonly root: string; readonly cwd: string };
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C or SIGTERM; made when a command asks for it. */
  readonly signal: () => AbortSignal;
  /** Fills a settings class from the environment. */
  readonly load: <T extends object>(type: new () => T) => T;
  /** Opens the database of DATABASE_URL, its migrations run. */
  readonly openDatabase: () => Promise<Database>;
}

/** Writes a line. */
export const printer =
  ({ terminal }: Pick<CommandContext, 'terminal'>) =>
  (line: string): void =>
    terminal.write(`${line}\n`);
