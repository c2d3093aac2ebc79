import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const entrypoint = join(import.meta.dirname, '../entrypoint.sh');

function env(variables: Record<string, string>) {
  return spawnSync(entrypoint, ['sh', '-c', 'printf "%s|%s" "$API_KEY" "$SSL_CERT"'], {
    env: { PATH: process.env['PATH'], ...variables },
    encoding: 'utf8',
  });
}

describe('the entrypoint of the images', () => {
  it('starts the program with what it is given', () => {
    expect(env({ API_KEY: 'given' }).stdout).toBe('given|');
  });

  it('refuses to start without a secret that it was promised, and names the file', () => {
    const { status, stderr } = env({ API_KEY_FILE: '/run/secrets/none' });

    expect([status, stderr]).toEqual([2, 'API_KEY_FILE: /run/secrets/none cannot be read.\n']);
  });

  it('lets a value that is set win over the file', () => {
    expect(env({ API_KEY: 'given', API_KEY_FILE: '/run/secrets/none' }).stdout).toBe('given|');
  });

  it("leaves other programs' files alone", () => {
    expect(env({ SSL_CERT_FILE: '/etc/hostname' }).stdout).toBe('|');
  });
});
