import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findPython } from './find-python.ts';

/** A folder of programs that answer the probe as given. */
function pathWith(programs: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'naru-python-'));
  for (const [name, answer] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${answer}"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

describe('the Python that is taken', () => {
  it('is the first one of a supported version, not the first one of all', () => {
    const PATH = pathWith({ python3: '/usr/bin/python3 3.9.2 -', 'python3.12': '/opt/my python/python3.12 3.12.4 -' });

    expect(findPython({ PATH })).toMatchObject({ path: '/opt/my python/python3.12', version: '3.12.4' });
  });

  it('is the one that NARU_PYTHON names', () => {
    const PATH = pathWith({ python3: '/usr/bin/python3 3.11.2 -', mine: '/home/me/mine 3.13.0 -' });

    expect(findPython({ PATH, NARU_PYTHON: 'mine' })).toMatchObject({ version: '3.13.0' });
  });

  it.each([
    [{ python3: '/usr/bin/python3 3.10.1 -' }, /3\.11 to 3\.13.*\/usr\/bin\/python3: is Python 3\.10\.1/],
    [{ python3: '/usr/bin/python3 3.14.0 -' }, /is Python 3\.14\.0/],
    [{ python3: '/usr/bin/python3 3.11.2 ensurepip' }, /has no module ensurepip .*apt install python3-venv/],
    [{}, /none of python3, .* runs/],
  ])('is refused with what was found and what to do: %j', (programs, message) => {
    expect(() => findPython({ PATH: pathWith(programs as Record<string, string>) })).toThrow(message);
  });
});
