import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../make-secrets.ts');

describe('deployment:secrets', () => {
  it('makes each secret once, in a folder that is its owner’s alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'naru-secrets-'));
    const make = () => spawnSync(process.execPath, [script, '--folder', folder], { encoding: 'utf8' });
    const contents = (): string[] => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

    expect(make().status).toBe(0);
    const first = contents();

    expect(make().stdout).toBe('');
    expect(contents()).toEqual(first);
    expect(new Set(first).size).toBe(5);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(first.join('\n')).toMatch(/^postgresql:\/\/naru:[\w-]{32}@postgres:5432\/naru$/m);
    expect(first.join('\n')).toMatch(/^redis:\/\/:[\w-]{32}@redis:6379$/m);
  });
});
