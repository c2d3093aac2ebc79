import { redactSecrets } from '@naru/config';

import { paint, type Terminal } from './terminal.ts';

export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | null | undefined;
  /** The last lines of the job's log, where it did not say itself what happened. */
  readonly logTail?: readonly string[] | undefined;
  readonly log?: string | undefined;
}

/** An error for a person: what was wrong, what to do, and the end of the log where that is all there is. */
export function showError(terminal: Terminal, error: ShownError): void {
  const tail = error.logTail ?? [];
  const lines = [
    `${paint(terminal, error.code === 'cancelled' ? 'yellow' : 'red', error.code)}: ${error.message}`,
    ...(error.hint === undefined || error.hint === null || error.hint === '' ? [] : [error.hint]),
    ...(tail.length === 0 ? [] : [`The end of ${error.log ?? 'the log'}:`, ...tail.map((line) => `  ${line}`)]),
  ];
  terminal.write(redactSecrets(lines.map((line) => `${line}\n`).join('')));
}
