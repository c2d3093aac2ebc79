import { spawnSync } from 'node:child_process';

/** What a program said. */
export interface Said {
  readonly status: number | null;
  readonly output: string;
  readonly stdout: string;
}

export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Said {
  const { status, stdout, stderr, error } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  const output = error === undefined ? `${stdout}${stderr}` : error.message;
  return { status, output, stdout };
}

/** The first of these commands that this machine has: one that says its version. */
export function findProgram(
  commands: readonly (readonly [string, ...string[]])[],
  probe = '--version',
): readonly string[] | undefined {
  return commands.find(([program, ...first]) => run(program, [...first, probe]).status === 0);
}

/** `describe`, or its like that says why its tests are skipped. */
export function describeWith(
  program: readonly string[] | undefined,
  title: string,
  why: string,
  tests: () => void,
): void {
  if (program === undefined) {
    process.stdout.write(`skipped: ${title}: ${why}\n`);
    describe.skip(`${title} (skipped: ${why})`, tests);
  } else describe(title, tests);
}
