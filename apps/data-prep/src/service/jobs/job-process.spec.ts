import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Children } from '../children.ts';
import { startJob } from './job-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'naru job '));

/** A job whose program is this text. */
function jobOf(text: string) {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, text);
  return startJob(new Children({ file: process.execPath, args: [file], cwd: folder, environment: {} }), [], () => null);
}

describe('a job that ends before it can tell why', () => {
  it('says what it said last: a program that is replaced as it starts does not find its parts', async () => {
    const { error, said } = await jobOf("import { build } from './이전.mjs';").ended;

    expect(error).toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/without a word \(1\): Error \[ERR_MODULE_NOT_FOUND\]: .*이전\.mjs/) as string,
      hint: expect.stringContaining('Start it again') as string,
    });
    expect(said).toContain('ERR_MODULE_NOT_FOUND');
  });

  it('says how it ended where it said nothing', async () => {
    const { error } = await jobOf("process.kill(process.pid, 'SIGKILL');").ended;

    expect(error?.message).toBe('The build ended without a word (SIGKILL).');
  });

  it('says its own error where it told one', async () => {
    const line = JSON.stringify({ event: 'failed', error: { code: 'config.invalid', message: 'no' } });
    const { error } = await jobOf(`console.log(${JSON.stringify(line)}); console.error('x'); process.exitCode = 2;`)
      .ended;

    expect(error).toEqual({ code: 'config.invalid', message: 'no' });
  });
});
