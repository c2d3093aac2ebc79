import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { AppError, errorCodes, type ErrorCode } from '@naru/contracts';

/**
 * Runs the train app's own command on this terminal.
 *
 * Stages are driven by their commands, never imported. Ctrl-C reaches the command through the terminal;
 * where there is none, `signal` passes on what this process got.
 *
 * @throws AppError with the code that the command's exit status stands for; it has printed its own message
 */
export async function runTrain(root: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'apps/train/dist/main.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const pass = (): void => {
    if (!process.stdin.isTTY) child.kill('SIGTERM');
  };
  signal.addEventListener('abort', pass, { once: true });
  const status = await new Promise<number | null>((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => ended(code));
  });
  signal.removeEventListener('abort', pass);
  if (status === 0) return;
  throw new AppError(codeOf(status), `train ${args[0] ?? ''} did not finish; its own message is above.`);
}

function codeOf(status: number | null): ErrorCode {
  return status === errorCodes.cancelled.exit ? 'cancelled' : 'job.crashed';
}
