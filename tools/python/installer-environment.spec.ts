import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installerEnvironment, pipSettings } from './installer-environment.ts';

const LISTING = `:env:.cert='/etc/company/ca.pem'
:env:.index-url='https://me:pw@mirror.example/simple'
global.index-url='https://other.example/simple'
global.extra-index-url='https://a.example/simple\\nhttps://b.example/simple'
install.trusted-host='mirror.example'
global.proxy='http://proxy.example:3128'
freeze.all='true'
`;

function pythonPrinting(listing: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'naru-pip-')), 'python');
  writeFileSync(path, `#!/bin/sh\ncat <<'END'\n${listing}END\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("pip's settings", () => {
  it('are read with a variable before a file', () => {
    expect(pipSettings(LISTING).get('index-url')).toBe('https://me:pw@mirror.example/simple');
  });

  it('reach uv under its own names', () => {
    const env = installerEnvironment(pythonPrinting(LISTING), { PATH: process.env['PATH'] });

    expect(env).toMatchObject({
      UV_DEFAULT_INDEX: 'https://me:pw@mirror.example/simple',
      UV_INDEX: 'https://a.example/simple https://b.example/simple',
      UV_INDEX_STRATEGY: 'unsafe-best-match',
      UV_INSECURE_HOST: 'mirror.example',
      SSL_CERT_FILE: '/etc/company/ca.pem',
      ALL_PROXY: 'http://proxy.example:3128',
    });
  });

  it("never replace uv's own", () => {
    const own = {
      PATH: process.env['PATH'],
      UV_DEFAULT_INDEX: 'https://uv.example/simple',
      SSL_CERT_FILE: '/mine.pem',
    };

    expect(installerEnvironment(pythonPrinting(LISTING), own)).toMatchObject(own);
  });
});
