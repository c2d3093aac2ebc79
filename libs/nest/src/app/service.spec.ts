import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';

import { AppError } from '@naru/contracts';

import { HealthChecks } from '../health/health-checks.ts';
import { SlowWork, SmallApp } from '../testing/small-app.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp(SmallApp.of());
});
afterAll(() => app.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function send(path: string): Promise<Answer> {
  const response = await fetch(`${app.url}${path}`);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : { text }) as Answer['body'],
  };
}

describe('/docs', () => {
  it('shows the OpenAPI document, which is at /docs-json too', async () => {
    const { body } = await send('/docs-json');
    const page = await send('/docs');

    expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\./) as string, info: { title: 'Test' } });
    expect(JSON.stringify(body)).toContain('What it is called.');
    expect(Object.keys(body['paths'] as object)).not.toContain('/metrics');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
    expect((await send('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });
});

describe('the OpenAPI document', () => {
  it('says of every route what it may refuse, and in which form', async () => {
    const { body } = await send('/docs-json');
    const paths = body['paths'] as Record<string, Record<string, { responses: Record<string, object> }>>;
    const posts = Object.entries(paths).flatMap(([path, { post }]) => (post === undefined ? [] : [{ path, post }]));

    expect(posts.map(({ path }) => path.startsWith('/v1/'))).toEqual(expect.arrayContaining([true, false]));
    for (const { path, post } of posts) {
      const $ref = `#/components/schemas/${path.startsWith('/v1/') ? 'OpenAiProblem' : 'Problem'}`;
      const form = { content: { 'application/json': { schema: { $ref } } } };
      expect(post.responses).toMatchObject({ 400: form, 413: form, 415: form, 503: form });
    }
  });
});

describe('/healthz, /readyz and /metrics', () => {
  it('say which check fails, by name and code, and give up on one that hangs', async () => {
    const one = await startTestApp(SmallApp.of());
    const checks = one.app.get(HealthChecks);
    checks.add({ name: 'database', check: () => Promise.resolve() });
    expect(await (await fetch(`${one.url}/readyz`)).json()).toMatchObject({ status: 'ready' });

    checks.add({
      name: 'engine',
      check: () => Promise.reject(new AppError('engine.unreachable', 'http://secret:8000')),
    });
    const response = await fetch(`${one.url}/readyz`);

    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'unready',
      checks: {
        database: { ok: true, ms: expect.any(Number) as number },
        engine: { ok: false, ms: expect.any(Number) as number, code: 'engine.unreachable' },
      },
    });
    expect((await fetch(`${one.url}/healthz`)).status).toBe(200);
    await one.close();

    const hung = new HealthChecks(30);
    hung.add({ name: 'hung', check: () => new Promise(() => undefined) });
    expect(await hung.run()).toMatchObject({ hung: { ok: false, code: 'timeout' } });
  });

  it('count requests by route, not by address', async () => {
    await send('/api/notes?limit=5');
    await send('/api/unknown-4711');

    const { body } = await send('/metrics');

    expect(body['text']).toContain('http_request_duration_seconds_count{method="GET",route="/api/notes",status="200"}');
    expect(body['text']).toContain('nodejs_eventloop_lag_seconds');
    expect(body['text']).not.toContain('4711');
  });
});

describe('a stop', () => {
  it('lets what is under way end, takes nothing new, and says so', async () => {
    const one = await startTestApp(SmallApp.of());
    const work = one.app.get(SlowWork);
    const slow = fetch(`${one.url}/api/notes/slow`);
    await work.begun.promise;

    const closed = one.close();
    const refused = await fetch(`${one.url}/api/notes`);
    const ready = await fetch(`${one.url}/readyz`);

    work.end.resolve(undefined);

    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'service.unready' } });
    expect(await ready.json()).toMatchObject({ status: 'stopping' });
    expect(await (await slow).json()).toEqual({ done: true, stopping: true });
    await closed;
    await expect(fetch(`${one.url}/healthz`)).rejects.toThrow();
  });

  it('cuts what does not end in time, also a connection that says nothing', async () => {
    const one = await startTestApp(SmallApp.of(), { drainMs: 50 });
    const silent = connect({ host: '127.0.0.1', port: Number(new URL(one.url).port) });
    await once(silent, 'connect');
    const gone = once(silent, 'close');
    const slow = fetch(`${one.url}/api/notes/slow`);
    slow.catch(() => undefined);
    await one.app.get(SlowWork).begun.promise;

    await Promise.all([one.close(), one.close()]);

    await expect(slow).rejects.toThrow();
    await gone;
  });

  it('does not wait for an app that nobody asks', async () => {
    const one = await startTestApp(SmallApp.of());
    const from = performance.now();

    await one.close();

    expect(performance.now() - from).toBeLessThan(10_000); // it waits for half a minute where somebody asks
  });
});

describe('an address', () => {
  it('that is taken is said to be', async () => {
    const port = Number(new URL(app.url).port);
    const other = await startTestApp(SmallApp.of());

    await expect(other.listen({ host: '127.0.0.1', port })).rejects.toThrow();
    await other.close();
  });

  it('is not held by a client that never sends its request', async () => {
    const one = await startTestApp(SmallApp.of(), { requestTimeoutMs: 300 });
    const request = httpRequest(`${one.url}/api/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 100 },
    });
    request.on('error', () => undefined);
    request.write('{');

    const [response] = (await once(request, 'response')) as [{ statusCode: number }];

    expect(response.statusCode).toBe(408);
    request.destroy();
    await one.close();
  });
});
