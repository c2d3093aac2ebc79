import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

/** The serve app as a process of its own, on this terminal. */
export interface RunningServe {
  /** Where the chat page is. */
  readonly url: string;
  /** Lets answers under way end, as serve itself decides. */
  stop(): Promise<void>;
}

export interface RunServeOptions {
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly program?: string;
}

/**
 * Starts the chat API and page, and waits until it says where it listens.
 *
 * @param program what is run; serve's own, but for tests
 * @throws AppError `service.unready` when it ends before; it has printed its own message
 */
export async function runServe(
  root: string,
  { signal, print, program = join(root, 'apps/serve/dist/main.js') }: RunServeOptions,
): Promise<RunningServe> {
  const child = spawn(process.execPath, [program], {
    cwd: root,
    // A group of its own: a Ctrl-C on the terminal is passed on by this process alone, once.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let asked = false;
  const stop = async (): Promise<void> => {
    asked = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  signal.addEventListener('abort', () => void stop(), { once: true });
  const url = await readyUrl(child);
  child.once('exit', (status, by) => {
    if (asked) return;
    print(`\nThe chat ended by itself (${by ?? `status ${status ?? 0}`}). To start it again: npx nx run serve:serve`);
  });
  return { url, stop };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((ready, failed) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'readyAt' in message) ready(String(message.readyAt));
    });
    child.once('error', failed);
    child.once('exit', () => failed(new AppError('service.unready', 'serve ended; its own message is above.')));
  });
}
