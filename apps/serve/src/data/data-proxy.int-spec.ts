import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { testServe, type TestServe } from '../testing/test-serve.ts';

/** A data service that says what it was asked. */
async function echo(): Promise<{ server: Server; url: string; closed: string[] }> {
  const closed: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\nevent: line\ndata: {"text":"나루"}\n\n');
      response.once('close', () => closed.push(url));
      return;
    }
    if (url.endsWith('/report')) response.setHeader('content-security-policy', 'sandbox');
    void text(request).then((body) => {
      const { method, headers } = request;
      response.setHeader('x-source-id', 'a source');
      response.end(JSON.stringify({ method, url, body, headers }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, closed };
}

async function text(stream: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

interface Echoed {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

describe('the routes of the data service, at serve', () => {
  let data: Awaited<ReturnType<typeof echo>>;
  let serve: TestServe;
  beforeAll(async () => {
    data = await echo();
    serve = await testServe({ dataUrl: data.url });
  });
  afterAll(async () => {
    await serve.close();
    data.server.closeAllConnections();
    data.server.close();
  });

  it('are passed on as they are: path, query, headers and bodies of any kind', async () => {
    const answer = await fetch(`${serve.url}/api/data/uploads/a%40b?x=%2F`, {
      method: 'PATCH',
      headers: {
        'content-type': 'application/offset+octet-stream',
        cookie: 'naru_session=a',
        'x-csrf-token': 'b',
        'upload-offset': '0',
      },
      body: '조각',
    });
    const { method, url, body, headers } = (await answer.json()) as Echoed;

    expect({ method, url, body }).toEqual({ method: 'PATCH', url: '/api/data/uploads/a%40b?x=%2F', body: '조각' });
    expect(headers).toMatchObject({ cookie: 'naru_session=a', 'x-csrf-token': 'b', 'upload-offset': '0' });
    expect(answer.headers.get('x-source-id')).toBe('a source');
    const large = 'x'.repeat(3 * 1024 * 1024); // more than serve takes itself
    const { body: kept } = await serve.client.call<string>('PATCH', '/api/data/uploads/a', large, {
      'content-type': 'application/offset+octet-stream',
    });
    expect((JSON.parse(kept) as Echoed).body).toHaveLength(large.length);
    const { body: json } = await serve.client.call<Echoed>('POST', '/api/data/jobs', '{"recipe":{}}');
    expect(JSON.parse(json as unknown as string)).toMatchObject({ body: '{"recipe":{}}' });
  });

  it('keep the policy of a page that is not ours', async () => {
    const answer = await fetch(`${serve.url}/api/data/datasets/a%40b/report`);

    expect(answer.headers.get('content-security-policy')).toBe('sandbox');
  });

  it('stream events as they come, and let go when the reader leaves', async () => {
    const leaving = new AbortController();
    const answer = await fetch(`${serve.url}/api/data/jobs/x/events`, { signal: leaving.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader?.read();
    leaving.abort();
    while (data.closed.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));

    expect(first?.value).toContain('나루');
    expect(data.closed).toEqual(['/api/data/jobs/x/events']);
  });

  it('are refused under another name of this machine, as every route is', async () => {
    const port = Number(new URL(serve.url).port);
    const asked = httpRequest({
      port,
      host: '127.0.0.1',
      path: '/api/data/sources',
      headers: { host: 'evil.example' },
    });
    const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];

    expect(answer.statusCode).toBe(403);
    expect(JSON.parse(await text(answer))).toMatchObject({ error: { code: 'auth.forbidden' } });
  });

  it('lead nowhere else', async () => {
    for (const path of ['/api/data/../session', '/api/data/%2e%2e/session', '/api/data/..%2fsession']) {
      const port = Number(new URL(serve.url).port);
      const [answer] = (await once(httpRequest({ port, host: '127.0.0.1', path }).end(), 'response')) as [IncomingMessage]; // prettier-ignore
      const body = await text(answer);
      expect([path, body.includes('"method"')]).toEqual([path, false]);
    }
  });

  it('are said to be there', async () => {
    expect((await serve.client.call('GET', '/api/session')).body).toMatchObject({ data: true });
  });
});

describe('a data service that cannot be reached', () => {
  it.each([
    ['is not set up', undefined, false],
    ['is down', 'http://127.0.0.1:1', true],
  ])('because it %s is an error of ours', async (_, dataUrl, said) => {
    const serve = await testServe(dataUrl === undefined ? {} : { dataUrl });
    const { status, body } = await serve.client.call('GET', '/api/data/sources');
    const session = await serve.client.call('GET', '/api/session');
    await serve.close();

    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { code: 'data.unavailable', requestId: expect.any(String) as string } });
    expect(session.body).toMatchObject({ data: said });
  });
});
