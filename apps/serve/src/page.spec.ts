import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testServe, type TestServe } from './testing/test-serve.ts';

describe('the page', () => {
  let serve: TestServe;
  beforeAll(async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'naru page ')), 'dist');
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>나루</title>');
    writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'export {};');
    writeFileSync(join(folder, '..', 'secret.txt'), 'secret');
    serve = await testServe({ webFolder: folder });
  });
  afterAll(() => serve.close());

  it.each(['/', '/welcome?token=x', '/conversations/01a2'])('is there at %s', async (path) => {
    const { status, headers, body } = await serve.client.call('GET', path);

    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html><title>나루</title>' });
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });

  it('has files that are kept for ever, as their names say what is in them', async () => {
    const { headers } = await serve.client.call('GET', '/assets/index-abc123.js');
    const again = await serve.client.call('GET', '/assets/index-abc123.js', undefined, {
      'if-none-match': headers.get('etag'),
    });

    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(again.status).toBe(304);
  });

  it.each([
    '/assets/gone.js',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/x%00.js',
    '/%ff.js',
  ])('gives nothing else: %s', async (path) => {
    const { status, body } = await serve.client.call('GET', path);

    expect([400, 404]).toContain(status);
    expect(JSON.stringify(body)).not.toContain('"secret"');
  });

  it.each(['/api/none', '/v1/none', '/api'])('does not stand in for a route that is not there: %s', async (path) => {
    expect((await serve.client.call('GET', path)).body).toMatchObject({ error: { code: 'request.not-found' } });
  });

  it('says how it is built where it is not', async () => {
    const bare = await testServe();
    const { status, body } = await bare.client.call('GET', '/');
    await bare.close();

    expect({ status, body }).toMatchObject({ status: 503, body: expect.stringContaining('web:build') as string });
  });
});
