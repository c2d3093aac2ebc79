import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

describe('.env.example', () => {
  it('is what the environment classes give', () => {
    const script = join(import.meta.dirname, 'env-example.ts');

    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
