import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Secret } from '@naru/config';

import { ConnectionLost } from './failures.ts';
import { openSession, type HubSession } from './hub-session.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
interface Seen {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(answer: Answer): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { authorization, range } = request.headers;
      seen.push({ line: `${request.method} ${request.url}`, authorization, range, body });
      answer(request, response);
    });
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const redirect =
  (status: number, location: string): Answer =>
  (_request, response) =>
    void response.writeHead(status, { location }).end();

const TOKEN = 'hf_of-this-spec';
const session = (endpoint: string, answerWithinMs?: number): HubSession =>
  openSession({ settings: { endpoint, token: new Secret(TOKEN) }, answerWithinMs });

describe('a request to the hub', () => {
  it('keeps token and range on a redirect within the hub, and drops the token outside', async () => {
    const files = await serve((_request, response) => void response.end('weights'));
    const hub = await serve((request, response) => {
      if (request.url === '/old') redirect(307, '/new')(request, response);
      else redirect(302, `${files.url}/lfs`)(request, response);
    });

    const response = await session(`${hub.url}/`).request(`${hub.url}/old`, { headers: { range: 'bytes=5-' } });

    expect(await response.text()).toBe('weights');
    expect(hub.seen.map(({ line, authorization }) => [line, authorization])).toEqual([
      ['GET /old', `Bearer ${TOKEN}`],
      ['GET /new', `Bearer ${TOKEN}`],
    ]);
    expect(files.seen).toMatchObject([{ line: 'GET /lfs', authorization: undefined, range: 'bytes=5-' }]);
  });

  it('does not send what someone else put in place of the token to other hosts', async () => {
    const other = await serve((_request, response) => void response.end());

    await session('http://127.0.0.1:1').request(other.url, { headers: { authorization: 'Bearer hf_library' } });

    expect(other.seen[0]?.authorization).toBeUndefined();
  });

  it.each([
    [307, 'POST /new', '{"a":"가"}'],
    [303, 'GET /new', ''],
    [302, 'GET /new', ''],
  ])('follows a redirect of a posted body with %i as fetch does', async (status, line, body) => {
    const hub = await serve((request, response) => {
      if (request.url === '/old') redirect(status, '/new')(request, response);
      else response.end();
    });

    await session(hub.url).request(`${hub.url}/old`, { method: 'POST', body: '{"a":"가"}' });

    expect(hub.seen[1]).toMatchObject({ line, body });
  });

  it.each(['/again', 'file:///etc/passwd', 'http://[bad'])('ends a redirect to %s', async (location) => {
    const hub = await serve(redirect(302, location));

    await expect(session(hub.url).request(`${hub.url}/x`)).rejects.toBeInstanceOf(ConnectionLost);
  });

  it('does not wait for ever', async () => {
    const hub = await serve(() => undefined);

    await expect(session(hub.url, 50).request(hub.url)).rejects.toThrow('no answer within 0 s');
  });

  it('carries the code and the words of a refusal', async () => {
    const hub = await serve((_request, response) => {
      response.writeHead(403, { 'x-error-code': 'GatedRepo', 'content-type': 'application/json', 'retry-after': '2' });
      response.end('{"error":"모델에 대한 \\n접근이\\u001b 제한됩니다"}');
    });

    await expect(session(hub.url).request(hub.url)).rejects.toMatchObject({
      status: 403,
      code: 'GatedRepo',
      said: '모델에 대한 접근이 제한됩니다',
      retryAfterMs: 2000,
    });
  });
});
