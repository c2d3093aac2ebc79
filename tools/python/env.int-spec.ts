import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const script = join(root, 'tools/python/env.ts');

/** A wheel of one module, made with what every Python has. */
function tinyWheel(folder: string): { file: string; sha256: string } {
  const file = join(folder, 'naru_tiny-1.0-py3-none-any.whl');
  const code = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("naru_tiny.py", "WORD = '나루'\\n")
    z.writestr("naru_tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: naru-tiny\\nVersion: 1.0\\n")
    z.writestr("naru_tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr("naru_tiny-1.0.dist-info/RECORD", "naru_tiny.py,,\\nnaru_tiny-1.0.dist-info/METADATA,,\\nnaru_tiny-1.0.dist-info/WHEEL,,\\nnaru_tiny-1.0.dist-info/RECORD,,\\n")
`;
  spawnSync('python3', ['-c', code, file]);
  return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

interface Mirror {
  readonly url: string;
  readonly requests: string[];
  close(): void;
}

/** A package index of one package that wants a password, as a company's mirror does. */
async function mirrorOf(wheel: string): Promise<Mirror> {
  const requests: string[] = [];
  const wanted = `Basic ${Buffer.from('me:pw').toString('base64')}`;
  const server: Server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.headers.authorization !== wanted)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="mirror"' }).end();
    else if (request.url === '/simple/naru-tiny/') {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<a href="/files/naru_tiny-1.0-py3-none-any.whl">naru_tiny-1.0-py3-none-any.whl</a>');
    } else if (request.url?.endsWith('.whl') === true) response.end(readFileSync(wheel));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://me:pw@127.0.0.1:${port}/simple`, requests, close: () => server.close() };
}

function makeEnvironment(
  lock: string,
  venv: string,
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [script, '--lock', lock, '--venv', venv], { env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((ended) => child.once('close', (status) => ended({ status, output })));
}

describe('the Python environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'naru-env-'));
  const { file, sha256 } = tinyWheel(folder);
  const lock = join(folder, 'lock.txt');
  const venv = join(folder, 'venv');
  let mirror: Mirror;

  beforeAll(async () => {
    mirror = await mirrorOf(file);
    // uv itself comes from the environment that stands; only the tiny package comes from the mirror.
    mkdirSync(venv);
    spawnSync('python3', ['-m', 'venv', venv]);
    spawnSync('cp', ['-r', join(root, '.venv/.uv'), join(venv, '.uv')]);
    writeFileSync(lock, `naru-tiny==1.0 --hash=sha256:${sha256}\n`);
  });
  afterAll(() => {
    mirror.close();
    rmSync(folder, { recursive: true });
  });

  it("is made from the lock over pip's mirror, with its password", async () => {
    const { status } = await makeEnvironment(lock, venv, { PIP_INDEX_URL: mirror.url });

    expect(status).toBe(0);
    expect(mirror.requests).toContain('/files/naru_tiny-1.0-py3-none-any.whl');
    expect(
      spawnSync(join(venv, 'bin/python'), ['-c', 'import naru_tiny; print(naru_tiny.WORD)'], { encoding: 'utf8' })
        .stdout,
    ).toBe('나루\n');
  });

  it('is left alone while the lock stays the same, and asks nobody', async () => {
    const before = statSync(join(venv, 'naru-lock.sha256')).mtimeMs;
    const asked = mirror.requests.length;

    expect(await makeEnvironment(lock, venv, { PIP_INDEX_URL: mirror.url })).toEqual({ status: 0, output: '' });
    expect(statSync(join(venv, 'naru-lock.sha256')).mtimeMs).toBe(before);
    expect(mirror.requests).toHaveLength(asked);
  });

  it('refuses a package whose hash is not the lock’s, and says that it can be run again', async () => {
    const bad = join(folder, 'bad.txt');
    writeFileSync(bad, `naru-tiny==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    rmSync(join(venv, 'naru-lock.sha256'));
    spawnSync(join(venv, '.uv/bin/uv'), [
      'pip',
      'uninstall',
      '--quiet',
      '--python',
      join(venv, 'bin/python'),
      'naru-tiny',
    ]);

    const { status, output } = await makeEnvironment(bad, venv, { PIP_INDEX_URL: mirror.url, UV_NO_CACHE: '1' });

    expect(status).toBe(2);
    expect(output).toMatch(/[Hh]ash/);
    expect(output).toContain('run it again');
    expect(existsSync(join(venv, 'naru-lock.sha256'))).toBe(false);
  });
});
