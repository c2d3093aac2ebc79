import { setTimeout as sleep } from 'node:timers/promises';

import { loggerTo } from '@naru/logging';

import { SmallApp } from '../testing/small-app.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

let app: TestApp;
const logged: Record<string, unknown>[] = [];
const log = loggerTo({ write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) }, 'small');

beforeAll(async () => {
  app = await startTestApp(SmallApp.of(log), { corsOrigins: ['https://chat.example.org'], bodyLimitBytes: 2000 });
});
afterAll(() => app.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly error: Record<string, unknown> } & Record<string, unknown>;
}

async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${app.url}${path}`, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : { text }) as Answer['body'],
  };
}

const json = (method: string, body: string | undefined, id?: string): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...(id === undefined ? {} : { 'x-request-id': id }) },
  ...(body === undefined ? {} : { body }),
});

const lineOf = async (id: string): Promise<Record<string, unknown>> => {
  for (;;) {
    const found = app.lines.find((line) => line['requestId'] === id && line['msg'] === 'request');
    if (found !== undefined) return found;
    await sleep(5); // the line follows the answer
  }
};

describe('an error', () => {
  it('that a person can mend has its status, code, message and hint', async () => {
    const { status, body, headers } = await send('/api/notes/missing');

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'run.not-found',
      message: 'No note of that id.',
      hint: 'Look at the list.',
    });
    expect(body.error['requestId']).toBe(headers.get('x-request-id'));
  });

  it('of ours says nothing of itself, and is in the log without the row that it failed on', async () => {
    const { status, body } = await send('/api/notes/broken', { headers: { 'x-request-id': 'broken-1' } });

    expect(status).toBe(500);
    expect(body.error).toEqual({ code: 'internal', message: "A fault of Naru's own.", requestId: 'broken-1' });
    const line = app.lines.find(({ requestId, level }) => requestId === 'broken-1' && level === 'error');
    expect(JSON.stringify(line)).toContain('small-app.ts');
    expect(JSON.stringify(line)).not.toContain('비밀 대화');
  });

  it('of the database names no host', async () => {
    const { status, body } = await send('/api/notes/database-away');

    expect(status).toBe(503);
    expect(body.error['message']).toBe('The database cannot be reached or opened.');
  });

  it('that passes says when to come back', async () => {
    const { status, headers } = await send('/api/notes/busy');

    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('3');
  });

  it('has the shape of OpenAI under /v1', async () => {
    const invalid = await send('/v1/chat/completions', json('POST', '{}'));
    const busy = await send('/v1/chat/completions');
    const unknown = await send('/v1/nothing');

    expect(invalid).toMatchObject({
      status: 400,
      body: {
        error: {
          message: expect.stringContaining('title: must be a string') as string,
          type: 'invalid_request_error',
          param: 'title',
          code: 'request.invalid',
        },
      },
    });
    expect(busy.body.error).toMatchObject({ type: 'server_error', code: 'engine.overloaded', param: null });
    expect(unknown).toMatchObject({
      status: 404,
      body: { error: { type: 'not_found_error', code: 'request.not-found' } },
    });
  });

  it('answers a route that is not there', async () => {
    expect(await send('/api/none')).toMatchObject({ status: 404, body: { error: { code: 'request.not-found' } } });
    expect(await send('/api/notes/%E0%A4%A')).toMatchObject({
      status: 400,
      body: { error: { code: 'request.invalid' } },
    });
  });

  it('cuts an answer that is half sent', async () => {
    const response = await fetch(`${app.url}/api/notes/half`, { headers: { 'x-request-id': 'half-1' } });

    await expect(response.text()).rejects.toThrow();
    expect(await lineOf('half-1')).toMatchObject({ aborted: true });
  });
});

describe('a request that does not fit', () => {
  it.each([
    ['broken JSON', '{"title":', 'request.invalid'],
    ['null', 'null', 'request.invalid'],
    ['a list', '[]', 'request.invalid'],
    ['a number', '7', 'request.invalid'],
    ['nothing', '', 'request.invalid'],
    ['no body at all', undefined, 'request.invalid'],
    ['a prototype', '{"__proto__": {"admin": true}, "title": "x"}', 'request.invalid'],
  ])('is 400: %s', async (_, body, code) => {
    for (const [method, path] of [
      ['POST', '/api/notes'],
      ['PATCH', '/api/notes/one'],
    ] as const) {
      expect(await send(path, json(method, body))).toMatchObject({ status: 400, body: { error: { code } } });
    }
    expect((await send('/healthz')).status).toBe(200);
  });

  it('hears of every field, those within others and those that are unknown too', async () => {
    const body = JSON.stringify({
      title: '열한 글자가 넘는 제목입니다',
      parts: [{ text: 'a' }, { text: 2 }],
      admin: true,
    });

    const { status, body: answer } = await send('/api/notes', json('POST', body));

    expect(status).toBe(400);
    expect(answer.error['fields']).toEqual([
      { field: 'admin', problem: 'is not a field that this route knows' },
      { field: 'title', problem: 'must be shorter than or equal to 10 characters' },
      { field: 'parts[1].text', problem: 'must be a string' },
    ]);
    expect(answer.error['message']).toContain('parts[1].text: must be a string');
  });

  it('is checked in its query, which may leave out what has a default', async () => {
    expect((await send('/api/notes')).body).toEqual({ limit: 30 });
    expect((await send('/api/notes?limit=2')).body).toEqual({ limit: 2 });
    expect((await send('/api/notes?limit=0')).body.error).toMatchObject({ message: 'limit: must not be less than 1' });
    expect((await send('/api/notes?evil=1')).status).toBe(400);
  });

  it('is refused when it is too large, or not JSON', async () => {
    const large = await send('/api/notes', json('POST', JSON.stringify({ title: 'x'.repeat(3000) })));
    const form = await send('/api/notes', { method: 'POST', body: new URLSearchParams({ title: 'x' }) });
    const text = await send('/api/notes', { method: 'POST', body: '{"title":"x"}' });

    expect(large).toMatchObject({ status: 413, body: { error: { code: 'request.too-large' } } });
    expect(form).toMatchObject({ status: 415, body: { error: { code: 'request.unsupported' } } });
    expect(text.status).toBe(415);
  });
});

describe('a request', () => {
  it('keeps a sane id and gets another for one that is not', async () => {
    const kept = await send('/healthz', { headers: { 'x-request-id': 'abc.DEF:1-2_3' } });
    const replaced = await send('/healthz', { headers: { 'x-request-id': 'a b"}' } });

    expect(kept.headers.get('x-request-id')).toBe('abc.DEF:1-2_3');
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is one line of the log: route, status and time, and nothing that was said', async () => {
    await send('/api/notes?x=비밀', json('POST', '{"title":"비밀"}', 'logged-1'));

    const line = await lineOf('logged-1');

    expect(line).toMatchObject({ level: 'info', method: 'POST', route: '/api/notes', status: 201 });
    expect(line['ms']).toEqual(expect.any(Number));
    expect(JSON.stringify(app.lines)).not.toContain('비밀');
  });

  it('gives its id to every line that is logged within it', async () => {
    await send('/api/notes', json('POST', '{"title":"x"}', 'within-1'));

    expect(logged).toContainEqual(expect.objectContaining({ msg: 'made a note', requestId: 'within-1' }));
  });

  it('believes no header about where it comes from', async () => {
    const server = app.app.getHttpAdapter().getInstance();

    expect(server.initialConfig).toMatchObject({ bodyLimit: 2000, requestTimeout: 30_000 });
    const reached = await server.inject({ url: '/healthz', headers: { 'x-forwarded-for': '10.0.0.1' } });
    expect(reached.raw.req.socket.remoteAddress).not.toBe('10.0.0.1');
  });
});

describe('the headers', () => {
  it('keep the page to its own scripts and out of frames', async () => {
    const { headers } = await send('/healthz');

    const csp = headers.get('content-security-policy') ?? '';
    expect(csp).toContain("script-src 'self'");
    expect(csp).toContain("style-src 'self'");
    expect(csp).not.toContain('unsafe');
    expect(csp).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('let the listed origins call and no others', async () => {
    const from = async (origin: string) =>
      (await send('/healthz', { headers: { origin } })).headers.get('access-control-allow-origin');

    expect(await from('https://chat.example.org')).toBe('https://chat.example.org');
    expect(await from('https://evil.example.org')).toBeNull();
    expect(await from('null')).toBeNull();
  });

  it('are refused for an origin that is none', async () => {
    await expect(startTestApp(SmallApp.of(), { corsOrigins: ['*'] })).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
