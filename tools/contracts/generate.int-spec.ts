import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, 'generate.ts');

describe('what is made from the schemas', () => {
  it('stands in the repository as the schemas give it, in both languages', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });

    expect({
      status,
      stale: stderr.split('\n').filter((line) => line.includes('is not what its schema gives')),
    }).toEqual({ status: 0, stale: [] });
  });
});
