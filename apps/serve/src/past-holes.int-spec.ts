// Holes that other chat servers have had; docs/guides/security.md lists them, each with its test.
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { hasToken } from '@naru/access';
import { workspaceRoot } from '@naru/config';
import { UserRow } from '@naru/db';

import { begun } from './testing/begun.ts';
import { Client } from './testing/client.ts';
import { signedIn } from './testing/people.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

/** The engine stands still: what is not ended lasts until its limit between two tokens, which is half a minute. */
const AT_ONCE_MS = 15_000;
const ASKED = { messages: [{ role: 'user', content: '나루?' }] };

let serve: TestServe;
let admin: Client;
beforeAll(async () => {
  serve = await testServe({ authEnabled: true, key: 'a-bootstrap-key-of-our-own' });
  admin = await signedIn(serve, 'admin@example.org');
}, 120_000);
afterAll(() => serve.close());
afterEach(() => serve.fake.behave());

async function newKey(scopes: readonly string[]): Promise<{ id: string; key: string; client: Client }> {
  const { body } = await admin.call<{ id: string; key: string }>('POST', '/api/keys', { name: 'x', scopes });
  return { ...body, client: new Client(serve.url, { authorization: `Bearer ${body.key}` }) };
}

describe('who asks', () => {
  const texts = [
    "' OR '1'='1",
    "x'; DROP TABLE users; --",
    "' UNION SELECT key_hash FROM api_keys --",
    '%00',
    '$ne',
    '{"$gt":""}',
    '../../etc/passwd',
    'x'.repeat(8000),
    '*',
    'null',
    '',
  ];
  const headers = [
    (text: string) => ({ authorization: text }),
    (text: string) => ({ authorization: `Bearer ${text}` }),
    (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` }),
    (text: string) => ({ cookie: `naru_session=${text}` }),
    (text: string) => ({ 'x-api-key': text }),
    (text: string) => ({ 'api-key': text }),
    (text: string) => ({ 'x-csrf-token': text }),
    (text: string) => ({ 'x-forwarded-user': text }),
  ];

  it('is looked up by what a header holds, never run as a query', async () => {
    const people = await serve.database.read.count(UserRow);
    for (const text of texts) {
      for (const header of headers) {
        const given = header(text) as Record<string, string>;
        const { status } = await new Client(serve.url, given).call('GET', '/api/conversations');
        expect({ given, status }).toEqual({ given, status: 401 });
      }
    }
    expect(await serve.database.read.count(UserRow)).toBe(people);
  }, 120_000);

  it('is told apart from whose key begins alike', async () => {
    const { key, client } = await newKey(['chat']);
    const last = key.endsWith('A') ? 'B' : 'A';
    const alike = [key.slice(0, 20), key.slice(0, -1), key.slice(0, -1) + last, `${key}A`, key.toLowerCase()];

    for (const other of alike) {
      expect((await client.call('GET', '/v1/models')).status).toBe(200);
      const program = new Client(serve.url, { authorization: `Bearer ${other}` });
      expect((await program.call('GET', '/v1/models')).status).toBe(401);
    }
  });

  it('is compared in a time that tells nothing, whatever its length', () => {
    expect(hasToken('나루', '나루')).toBe(true);
    for (const given of ['', '나', '나루터', 'x'.repeat(100_000)]) expect(hasToken(given, '나루')).toBe(false);
  });

  it('reaches nothing beyond the scopes of a key, by any route', async () => {
    const needed = (path: string): string => {
      if (path.startsWith('/v1/')) return 'chat';
      return path.startsWith('/api/keys') || path.startsWith('/api/admin') ? 'admin' : 'conversations';
    };
    const open = ['/api/session', '/api/accounts/first', '/api/auth/oidc/start', '/api/auth/oidc/callback'];
    for (const scope of ['chat', 'conversations', 'data', 'admin']) {
      const { client } = await newKey([scope]);
      for (const { method, path } of serve.routes) {
        const isOpen = open.includes(path) && method !== 'DELETE';
        if (!/^\/(v1|api(?!\/data))\//.test(path) || method === 'OPTIONS' || isOpen) continue;
        const at = path.replace(':id', '00000000-0000-7000-8000-000000000000');
        const isGet = method === 'GET' || method === 'HEAD';
        const { status } = await client.call(method, at, isGet ? undefined : {});
        const isRefused = status === 403;
        expect({ scope, method, path, isRefused }).toEqual({
          ...{ scope, method, path },
          isRefused: needed(path) !== scope,
        });
      }
    }
  }, 120_000);
});

describe('what is revoked', () => {
  it('ends at once: a key with its streams of both kinds', async () => {
    serve.fake.misbehave({ kind: 'stall', afterTokens: 2 });
    const { id, client } = await newKey(['chat', 'conversations']);
    const { body } = await client.ask((await client.conversation()).id);
    const { whole } = await begun(client, body.replies[0]?.streamId ?? '');
    const relayed = await fetch(`${serve.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...client.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ASKED, stream: true }),
    });

    const revoked = performance.now();
    await admin.call('DELETE', `/api/keys/${id}`);
    const [{ text }, bytes] = await Promise.all([whole, relayed.text().catch(String)]);

    expect(performance.now() - revoked).toBeLessThan(AT_ONCE_MS);
    expect(text).not.toContain('🛶');
    expect(bytes).not.toContain('[DONE]');
    expect((await client.call('GET', '/v1/models')).status).toBe(401);
  });

  it('ends at once: a session with what it reads, by a sign-out or when the person is shut out', async () => {
    for (const way of ['sign-out', 'shut out']) {
      serve.fake.misbehave({ kind: 'stall', afterTokens: 2 });
      const email = `${way.replace(' ', '-')}@example.org`;
      const person = await signedIn(serve, email, admin);
      const { body } = await person.ask((await person.conversation()).id);
      const { whole } = await begun(person, body.replies[0]?.streamId ?? '');
      const { body: all } = await admin.call<{ users: { id: string; email: string }[] }>('GET', '/api/admin/users');
      const id = all.users.find((user) => user.email === email)?.id ?? '';

      const revoked = performance.now();
      if (way === 'sign-out') await person.call('DELETE', '/api/session');
      else await admin.call('PATCH', `/api/admin/users/${id}`, { disabled: true });
      const { text } = await whole;

      expect(performance.now() - revoked).toBeLessThan(AT_ONCE_MS);
      expect(text).not.toContain('🛶');
      expect((await person.call('GET', '/api/conversations')).status).toBe(401);
    }
  }, 120_000);
});

describe('an address', () => {
  it('that a client names is never fetched', async () => {
    let connections = 0;
    const trap = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(trap, 'listening');
    const { port } = trap.address() as AddressInfo;
    const { client } = await newKey(['chat', 'conversations', 'admin']);
    const { id } = await admin.conversation();
    for (const host of ['127.0.0.1', '[::ffff:7f00:1]', '2130706433', '127.1', '0.0.0.0']) {
      const url = `http://${host}:${port}/x.png`;
      for (const body of withAddress(url)) await client.call('POST', '/v1/chat/completions', { ...ASKED, ...body });
      for (const field of ['title', 'systemPrompt'])
        await admin.call('PATCH', `/api/conversations/${id}`, { [field]: url });
      await admin.chat(id, { content: `![x](${url}) <img src="${url}">` });
      await admin.call('GET', `/api/auth/oidc/start?issuer=${encodeURIComponent(url)}`);
    }
    await sleep(100);
    trap.close();

    expect(connections).toBe(0);
  }, 120_000);

  const withAddress = (url: string): readonly object[] => [
    { api_base: url, base_url: url, endpoint: url, proxy: url, api_key: 'x' },
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] },
    { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: url } }] }] },
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: url } }] }] },
    { tools: [{ type: 'mcp', server_url: url }] },
    { chat_template: `{{ "${url}" }}`, chat_template_kwargs: { url } },
    { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { $ref: url } } } },
    { model: url },
  ];
});

describe('a request that would occupy or end the engine', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { properties: { x: deep(levels - 1) } });
  const tool = (parameters: object) => ({ type: 'function', function: { name: 'x', parameters } });

  it.each([
    ['n', { n: 1_000_000 }],
    ['stop', { stop: Array.from({ length: 10_000 }, () => 'x') }],
    ['top_logprobs', { logprobs: true, top_logprobs: 1_000_000 }],
    ['max_tokens', { max_tokens: 1e300 }],
    ['tools', { tools: [null] }],
    ['tools', { tools: { 0: 'x' } }],
    ['tools', { tools: [{ type: 'function', function: null }] }],
    ['tools', { tools: [tool(deep(200))] }],
    ['tools', { tools: Array.from({ length: 1000 }, () => tool({})) }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: deep(200) } }],
    ['logit_bias', { logit_bias: { x: 1e9 } }],
    ['messages', { messages: [{ role: 'user' }] }],
    ['messages', { messages: Array.from({ length: 5000 }, () => ASKED.messages[0]) }],
  ])('is refused before it: %s', async (param, over) => {
    const asked = serve.fake.completions.length;
    const { client } = await newKey(['chat']);

    const { status, body } = await client.call('POST', '/v1/chat/completions', { ...ASKED, ...over });

    expect({ status, body }).toMatchObject({
      status: 400,
      body: { error: { param: expect.stringContaining(param) as string } },
    });
    expect(serve.fake.completions).toHaveLength(asked);
  });
});

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly inBundle?: boolean;
}

describe('packages', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(workspaceRoot(), file), 'utf8'));

  it('are locked, each by the hash of what it holds', () => {
    const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
    const installed = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
    const unlocked = installed.filter(
      ([, { integrity, link, inBundle }]) => integrity === undefined && link !== true && inBundle !== true,
    );

    expect(installed.length).toBeGreaterThan(500);
    expect(unlocked.map(([path]) => path)).toEqual([]);
  });

  it('may run code at their installation only where they are named', () => {
    const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };

    expect(Object.keys(allowScripts).sort()).toEqual(['@swc/core', 'node', 'nx']);
  });
});
