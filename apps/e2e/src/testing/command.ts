import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { TestWorkspace } from './workspace.ts';

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** All that it printed so far, both streams. */
  output(): string;
  /** Resolves when `pattern` stands in the output. Rejects when the command ends first. */
  prints(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/**
 * Starts `apps/<app>/dist/main.js` in the workspace, in a process group of its own.
 *
 * within: a command that runs the command that is appended to it
 */
export function start(
  workspace: TestWorkspace,
  app: string,
  args: readonly string[],
  env: Record<string, string> = {},
  within: readonly string[] = [],
): RunningCommand {
  const main = join(workspace.root, `apps/${app}/dist/main.js`);
  const [file = '', ...all] = [...within, process.execPath, main, ...args];
  const child = spawn(file, all, {
    cwd: workspace.root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', ...env },
    detached: true,
  });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const check of waiting) check();
    });
  }
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed);
    child.once('close', (status, signal) => done({ status, signal, output }));
  });
  return { child, output: () => output, ended, prints: (pattern) => printed(pattern) };

  function printed(pattern: RegExp): Promise<void> {
    return new Promise((found, failed) => {
      const check = (): void => {
        if (!pattern.test(output)) return;
        waiting.delete(check);
        found();
      };
      waiting.add(check);
      check();
      void ended.then(({ status }) =>
        failed(new Error(`ended with ${status ?? 'a signal'} before ${String(pattern)}:\n${output}`)),
      );
    });
  }
}

/** Runs the command to its end. */
export function run(
  workspace: TestWorkspace,
  app: string,
  args: readonly string[],
  env: Record<string, string> = {},
  within: readonly string[] = [],
): Promise<Ended> {
  return start(workspace, app, args, env, within).ended;
}
