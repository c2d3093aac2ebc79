import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { partEnvironment } from '@naru/config';
import { AppError } from '@naru/contracts';

/** A server as a process of its own, on this terminal. */
export interface RunningServer {
  /** Where it listens. */
  readonly url: string;
  /** Lets what is under way end, as the server itself decides. */
  stop(): Promise<void>;
}

export interface RunServeOptions {
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly program?: string;
  /** Where the data service listens. */
  readonly dataUrl?: string | undefined;
}

/**
 * Starts the chat API and page, and waits until it says where it listens.
 *
 * @param program what is run; serve's own, but for tests
 * @throws AppError `service.unready` when it ends before; it has printed its own message
 */
export function runServe(
  root: string,
  { program = join(root, 'apps/serve/dist/main.js'), dataUrl, ...options }: RunServeOptions,
): Promise<RunningServer> {
  const environment = dataUrl === undefined ? {} : { DATA_PREP_URL: dataUrl };
  return runServer({ args: [program], root, environment, title: 'The chat', again: 'serve:serve' }, options);
}

/** Starts the data service, as `runServe` does the chat. */
export function runData(root: string, options: Omit<RunServeOptions, 'dataUrl'>): Promise<RunningServer> {
  const { program = join(root, 'apps/data-prep/dist/main.js') } = options;
  const args = ['--use-env-proxy', '--use-system-ca', program, 'serve'];
  return runServer({ args, root, environment: {}, title: 'The data service', again: 'data-prep:serve' }, options);
}

interface ServerProgram {
  readonly args: readonly string[];
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What a person knows it by, and the target that starts it alone. */
  readonly title: string;
  readonly again: string;
}

async function runServer(
  { args, root, environment, title, again }: ServerProgram,
  { signal, print }: Pick<RunServeOptions, 'signal' | 'print'>,
): Promise<RunningServer> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: partEnvironment(environment),
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
  const url = await readyUrl(child, title);
  child.once('exit', (status, by) => {
    if (asked) return;
    print(`\n${title} ended by itself (${by ?? `status ${status ?? 0}`}). To start it again: npx nx run ${again}`);
  });
  return { url, stop };
}

function readyUrl(child: ChildProcess, title: string): Promise<string> {
  return new Promise((ready, failed) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'readyAt' in message) ready(String(message.readyAt));
    });
    child.once('error', failed);
    child.once('exit', () => failed(new AppError('service.unready', `${title} ended; its own message is above.`)));
  });
}
