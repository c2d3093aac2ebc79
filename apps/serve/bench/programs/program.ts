import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment } from '@naru/config';

import { ASK_HEAP, type HeapFigures } from './heap-question.ts';

/** A process that the bench started, and where it listens. */
export interface Program {
  readonly pid: number;
  readonly url: string;
  readonly end: () => Promise<void>;
}

/** One that tells what its heap holds. */
export interface WatchedProgram extends Program {
  readonly heap: () => Promise<HeapFigures>;
}

const END_MS = 10_000;
const ANSWERS_MS = 120_000;
const LOOK_MS = 250;
const HEAP_FIGURES = join(import.meta.dirname, 'heap-figures.ts');

type Environment = Readonly<Record<string, string>>;

/** Starts a program of Node that sends its address once it listens. */
export async function startNode(file: string, args: readonly string[], set: Environment = {}): Promise<WatchedProgram> {
  const env = childEnvironment({ NODE_OPTIONS: '', ...set });
  const command = ['--import', HEAP_FIGURES, file, ...args];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then((): never => {
    throw new Error(`${file} ended before it listened.`);
  });
  const [{ readyAt }] = (await Promise.race([once(child, 'message'), ended])) as [{ readyAt: string }];
  ended.catch(() => undefined);
  const heap = async (): Promise<HeapFigures> => {
    const told = once(child, 'message');
    child.send(ASK_HEAP);
    return ((await told) as [HeapFigures])[0];
  };
  return { ...programOf(child, readyAt), heap };
}

/** Starts any other program, and waits until something answers at its address. */
export async function startCommand(
  command: readonly string[],
  url: string,
  set: Environment = {},
  cwd?: string,
): Promise<Program> {
  const [file = '', ...args] = command;
  // A process group of its own: what npx starts ends with it.
  const child = spawn(file, args, { env: childEnvironment(set), cwd, stdio: 'ignore', detached: true });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => undefined);
  const program = programOf(child, url, { group: true });
  for (let waited = 0; waited < ANSWERS_MS && child.exitCode === null; waited += LOOK_MS) {
    if (await Promise.race([answersAt(url), failed])) return program;
    await Promise.race([sleep(LOOK_MS), failed]);
  }
  await program.end();
  throw new Error(`${command.join(' ')} did not answer at ${url}.`);
}

function answersAt(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(END_MS) }).then(
    () => true,
    () => false,
  );
}

function programOf(child: ChildProcess, url: string, { group = false } = {}): Program {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${child.spawnfile} could not be started.`);
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(group ? -pid : pid, name);
    } catch {
      // it has ended
    }
  };
  const endWithUs = (): void => signal('SIGKILL');
  process.once('exit', endWithUs);
  const gone = once(child, 'exit').finally(() => process.removeListener('exit', endWithUs));
  const end = async (): Promise<void> => {
    signal('SIGTERM');
    await Promise.race([gone, sleep(END_MS, undefined, { ref: false })]);
    signal('SIGKILL');
  };
  return { pid, url, end };
}
