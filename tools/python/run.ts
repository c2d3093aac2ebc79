import { spawn } from 'node:child_process';
import { basename } from 'node:path';

import { SetupError } from './setup-error.ts';

/** Runs a program on this terminal, so that its own progress is seen. @throws SetupError when it does not end with 0 */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit', env });
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (code, signal) => ended({ code, signal }));
  });
  if (code === 0) return;
  const how = signal === null ? `ended with ${code ?? 'no status'}` : `was ended by ${signal}`;
  throw new SetupError(
    `${basename(program)} ${args.slice(0, 3).join(' ')} ${how}; its own message is above. ` +
      'Behind a proxy or with a mirror, set the usual variables of pip (PIP_INDEX_URL, PIP_CERT, HTTPS_PROXY). Then run it again: what was downloaded is kept.',
  );
}
