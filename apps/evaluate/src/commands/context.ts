import type { AppLogger } from '@naru/logging';
import type { Progress, Terminal } from '@naru/terminal';

/** What every command is given. */
export interface CommandContext {
  /** The workspace, and where the person stands. */
  readonly places: { readonly root: string; readonly cwd: string };
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly log: AppLogger['log'];
  /** Aborted when the person stops the command. */
  readonly signal: AbortSignal;
  /** Fills a settings class from the environment. */
  readonly load: <T extends object>(type: new () => T) => T;
}

/** Told the exit status of a command. */
export type Done = (status: number) => void;
