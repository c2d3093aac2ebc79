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

/**
 * Starts the chat API and page, and waits until it says where it listens.
 *
 * @throws AppError `service.unready` when it ends before; it has printed its own message
 */
export async function runServe(root: string, signal: AbortSignal): Promise<RunningServe> {
  const child = spawn(process.execPath, [join(root, 'apps/serve/dist/main.js')], {
    cwd: root,
    // A group of its own: a Ctrl-C on the terminal is passed on by this process alone, once.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  signal.addEventListener('abort', () => void stop(), { once: true });
  return { url: await readyUrl(child), stop };
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
