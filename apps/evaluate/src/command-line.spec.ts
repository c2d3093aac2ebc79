import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Screen } from '@naru/terminal/testing';

import { runCommandLine } from './command-line.ts';
import type { CommandContext } from './commands/context.ts';

const screen = new Screen({ columns: 120 });
const root = mkdtempSync(join(tmpdir(), '나루 '));
const context: CommandContext = {
  ...{ places: { root, cwd: root }, terminal: screen, signal: new AbortController().signal },
  progress: {
    say: () => undefined,
    begin: () => ({ add: () => undefined, at: () => undefined, end: () => undefined }),
  },
  log: { info: () => undefined, warn: () => undefined } as unknown as CommandContext['log'],
  load: (type) => new type(),
};
const run = (...argv: readonly string[]): Promise<number> => runCommandLine(argv, context);

describe('evaluate:run', () => {
  it('shows its options', async () => {
    expect(await run('run', '--help')).toBe(0);
    expect(screen.written).toContain('--max-new-tokens <tokens>');
  });

  it.each([
    [['run', '--limit-items=many'], 'usage', '--limit-items=many is no whole number from 1 on.'],
    [['run', '--candidat=x'], 'usage', "unknown option '--candidat=x'"],
    [['run', '--gate=none'], 'config.invalid', 'There is no gate none.'],
  ])('refuses %j', async (argv, code, message) => {
    await expect(run(...argv)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  });
});
