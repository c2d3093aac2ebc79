import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { pythonEnvironment } from '@naru/config';
import { endGroup } from '@naru/files';

export interface Told {
  readonly done: number;
  readonly total: number;
}

export interface RunPython {
  readonly python: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where it talks to people. */
  readonly logPath: string;
  readonly signal: AbortSignal;
  readonly onProgress: (told: Told) => void;
}

/**
 * Runs a program that tells its progress on stdout, and gives its exit status. It ends with this process: when the signal
 * says so, or when its stdin closes.
 *
 * @throws AbortError when it was stopped
 */
export async function runPython({
  python,
  args,
  cwd,
  env,
  logPath,
  signal,
  onProgress,
}: RunPython): Promise<number | null> {
  signal.throwIfAborted();
  const log = openSync(logPath, 'w');
  const child = spawn(python, args, {
    ...{ cwd, env: pythonEnvironment(env), detached: true },
    stdio: ['pipe', 'pipe', log],
  });
  closeSync(log);
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = toldIn(line);
      if (told !== undefined) onProgress(told);
    });
  let ending: Promise<void> | undefined;
  const stop = (): void => {
    if (child.pid !== undefined) ending = endGroup(child.pid);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await ending;
    signal.throwIfAborted();
  }
}

function toldIn(line: string): Told | undefined {
  try {
    const { done, total } = JSON.parse(line) as Partial<Told>;
    return typeof done === 'number' && typeof total === 'number' ? { done, total } : undefined;
  } catch {
    return undefined;
  }
}
