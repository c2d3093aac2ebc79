import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { AppError } from '@naru/contracts';

/**
 * A shell that starts the command in the background and leaves; a child of it stays as the command's parent.
 *
 * So the command is no descendant of the launcher: it goes on when the launcher is killed, and when Nx ends the
 * launcher with all its descendants five seconds after a Ctrl-C, before a slow step has reached a checkpoint.
 * The one who stays writes the exit status where any launcher finds it, also one that adopts the run later.
 */
const SCRIPT = `
prefix=$1 log=$2
shift 2
{
  trap : TERM
  "$@" &
  job=$!
  echo "$job $$" > "$prefix.pid.tmp" && mv -f "$prefix.pid.tmp" "$prefix.pid"
  wait "$job"
  status=$?
  while kill -0 "$job" 2> /dev/null; do
    wait "$job"
    status=$?
  done
  echo "$status" > "$prefix.exit.tmp" && mv -f "$prefix.exit.tmp" "$prefix.exit"
} < /dev/null >> "$log" 2>&1 &
`;

export interface KeptCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets `<prefix>.pid` (pid and process group) at once and `<prefix>.exit` (status, 128 + signal) at the end. */
  readonly prefix: string;
  /** Gets stdout and stderr, appended. */
  readonly log: string;
}

/**
 * Starts the command in a session and process group of its own.
 *
 * @returns the process group, for signals to the command and its keeper
 */
export async function startKept({ file, args, cwd, env, prefix, log }: KeptCommand): Promise<number> {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'naru-keeper', prefix, log, file, ...args], {
    cwd,
    env,
    detached: true,
    stdio: 'ignore',
  });
  const group = shell.pid;
  const [status] = (await once(shell, 'exit')) as [number | null];
  if (group === undefined || status !== 0)
    throw new AppError('internal', `The job could not be started (status ${String(status)}).`);
  return group;
}
