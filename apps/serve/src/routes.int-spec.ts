import { randomUUID } from 'node:crypto';

import { scratchRegistry, type ScratchRegistry } from '@naru/registry/testing';

import type { Client } from './testing/client.ts';
import { signedIn } from './testing/people.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

interface Route {
  readonly method: string;
  readonly path: string;
}

type Owned = 'conversation' | 'message' | 'question' | 'stream' | 'preset' | 'key' | 'user';

/** What each route is about. A route that is not here fails the test: whose data it may show has to be thought of. */
const ROUTES: Readonly<Record<string, Owned | 'public' | 'own' | 'admin'>> = {
  'POST /v1/chat/completions': 'own',
  'GET /v1/models': 'own',
  'GET /api/models': 'own',
  'GET /api/conversations': 'own',
  'POST /api/conversations': 'own',
  'GET /api/conversations/{id}': 'conversation',
  'PATCH /api/conversations/{id}': 'conversation',
  'DELETE /api/conversations/{id}': 'conversation',
  'GET /api/conversations/{id}/export': 'conversation',
  'GET /api/conversations/{id}/messages': 'conversation',
  'POST /api/conversations/{id}/messages': 'conversation',
  'POST /api/messages/{id}/regenerate': 'message',
  'POST /api/messages/{id}/edit': 'question',
  'POST /api/messages/{id}/continue': 'message',
  'POST /api/messages/{id}/stop': 'message',
  'PUT /api/messages/{id}/feedback': 'message',
  'DELETE /api/messages/{id}/feedback': 'message',
  'GET /api/messages/{id}/provenance': 'message',
  'GET /api/streams/{id}': 'stream',
  'GET /api/presets': 'own',
  'POST /api/presets': 'own',
  'PATCH /api/presets/{id}': 'preset',
  'DELETE /api/presets/{id}': 'preset',
  'GET /api/session': 'public',
  'POST /api/session': 'public',
  'DELETE /api/session': 'own',
  'GET /api/auth/oidc/start': 'public',
  'GET /api/auth/oidc/callback': 'public',
  'POST /api/accounts/first': 'public',
  'GET /api/keys': 'own',
  'POST /api/keys': 'own',
  'PATCH /api/keys/{id}': 'key',
  'DELETE /api/keys/{id}': 'key',
  'PATCH /api/account': 'own',
  'PUT /api/account/password': 'own',
  'GET /api/admin/users': 'admin',
  'PATCH /api/admin/users/{id}': 'admin',
  'POST /api/admin/invitations': 'admin',
  'GET /api/registry': 'own',
  'GET /api/admin/registry': 'admin',
  'GET /api/admin/registry/audit': 'admin',
  'GET /api/admin/registry/demands': 'admin',
  'POST /api/admin/registry/promote': 'admin',
  'POST /api/admin/registry/rollback': 'admin',
  'GET /api/admin/registry/reports': 'admin',
  'GET /api/admin/registry/reports/{id}': 'admin',
  'GET /api/admin/registry/reports/{id}/html': 'admin',
  'GET /api/admin/registry/lineage/{adapterSha256}': 'admin',
  'POST /api/admin/canaries': 'admin',
  'GET /api/admin/canaries': 'admin',
  'GET /api/admin/canaries/{id}': 'admin',
  'POST /api/admin/canaries/{id}/stop': 'admin',
  'GET /api/usage': 'own',
  'GET /api/admin/usage': 'admin',
  'POST /api/admin/feedback-exports': 'admin',
  'GET /api/admin/feedback-exports': 'admin',
  'GET /api/admin/feedback-exports/{id}/download': 'admin',
};

/** Routes that the document leaves out: they show nothing of anybody's. */
// Under /api/data the data service says who may ask.
const UNDOCUMENTED = /^\/(healthz|readyz|metrics|docs.*|\*|api\/data.*)?$/;

const BODIES: Readonly<Record<string, object>> = {
  'POST /api/conversations/{id}/messages': { parentId: null, content: 'x', idempotencyKey: randomUUID() },
  'POST /api/messages/{id}/regenerate': { idempotencyKey: randomUUID() },
  'POST /api/messages/{id}/edit': { content: 'x', idempotencyKey: randomUUID() },
  'PUT /api/messages/{id}/feedback': { rating: 'up', consent: true },
};

const SECRET = '비밀의나루';
let serve: TestServe;
let scratch: ScratchRegistry;
let admin: Client;
let anna: Client;
let ben: Client;
let annas: Record<Exclude<Owned, 'user'>, string>;
let routes: Route[];

beforeAll(async () => {
  scratch = await scratchRegistry();
  const { database, registry } = scratch;
  serve = await testServe({ authEnabled: true, database, openRegistry: () => registry });
  admin = await signedIn(serve, 'admin@example.org');
  anna = await signedIn(serve, 'anna@example.org', admin);
  ben = await signedIn(serve, 'ben@example.org', admin);
  annas = await belongings(anna);
  routes = await allRoutes();
}, 120_000);
afterAll(async () => {
  await serve.close();
  await scratch.close();
});

async function belongings(client: Client): Promise<typeof annas> {
  const { id: conversation } = await client.conversation({ title: SECRET, systemPrompt: SECRET });
  const { sent } = await client.chat(conversation, { content: SECRET });
  const preset = await client.call<{ id: string }>('POST', '/api/presets', { name: SECRET });
  const key = await client.call<{ id: string }>('POST', '/api/keys', { name: SECRET, scopes: ['chat'] });
  const [reply] = sent.replies;
  return {
    conversation,
    message: reply?.message.id ?? '',
    question: sent.userMessage.id,
    stream: reply?.streamId ?? '',
    preset: preset.body.id,
    key: key.body.id,
  };
}

async function allRoutes(): Promise<Route[]> {
  const { body } = await serve.client.call<{ paths: Record<string, object> }>('GET', '/docs-json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

describe('two people', () => {
  it('every route has been thought of', () => {
    expect(routes.map(nameOf).sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it('no route of the server is missing from that', () => {
    const served = serve.routes
      .filter(({ method, path }) => !['HEAD', 'OPTIONS'].includes(method) && !UNDOCUMENTED.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);

    expect([...new Set(served)].sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it('a route asked for its headers alone tells as little', async () => {
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const kind = ROUTES[nameOf(route)] ?? 'own';
      if (!(kind in annas)) continue;
      const path = route.path.replace('{id}', annas[kind as keyof typeof annas]);
      expect((await ben.call('HEAD', path)).status).toBe(404);
    }
  });

  it('nothing of one is found by the other, by any route', async () => {
    for (const route of routes) {
      const kind = ROUTES[nameOf(route)];
      if (kind === undefined || kind === 'public' || kind === 'own' || kind === 'admin' || kind === 'user') continue;
      const path = route.path.replace('{id}', annas[kind]);
      const answer = await ben.call(
        route.method,
        path,
        route.method === 'GET' ? undefined : (BODIES[nameOf(route)] ?? {}),
      );

      expect({ route: nameOf(route), status: answer.status }).toEqual({ route: nameOf(route), status: 404 });
      expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    }
    const { body } = await anna.call('GET', `/api/conversations/${annas.conversation}/messages`);
    expect(body).toMatchObject({ messages: [{ content: SECRET }, { feedback: null }] });
  });

  it('no list, search or count of one shows what is the other', async () => {
    const search = encodeURIComponent(SECRET);
    for (const path of ['/api/conversations', `/api/conversations?search=${search}`, '/api/presets', '/api/keys']) {
      expect(JSON.stringify((await ben.call('GET', path)).body)).not.toContain(SECRET);
    }
    expect((await ben.call('GET', '/api/usage')).body).toMatchObject({ today: { tokens: 0 } });
  });

  it('nothing of one can be named in what the other makes', async () => {
    const { id } = await ben.conversation();
    const withPreset = await ben.call('POST', '/api/conversations', { presetId: annas.preset });
    const withParent = await ben.ask(id, { parentId: annas.message });
    const withCurrent = await ben.call('PATCH', `/api/conversations/${id}`, { currentMessageId: annas.message });
    const older = await ben.call('GET', `/api/conversations/${id}/messages?before=${annas.message}`);

    expect([withPreset.status, withParent.status, withCurrent.status]).toEqual([404, 404, 404]);
    expect(older.body).toMatchObject({ messages: [] });
  });

  it('routes of administrators are for administrators', async () => {
    for (const route of routes.filter((each) => ROUTES[nameOf(each)] === 'admin')) {
      const path = route.path.replace('{id}', randomUUID());
      expect((await ben.call(route.method, path, route.method === 'GET' ? undefined : {})).status).toBe(403);
    }
  });

  it('nobody gets anything without signing in', async () => {
    for (const route of routes.filter((each) => ROUTES[nameOf(each)] !== 'public')) {
      const path = route.path.replace('{id}', annas.conversation);
      const { status } = await serve.client.call(route.method, path, route.method === 'GET' ? undefined : {});
      expect({ route: nameOf(route), status }).toEqual({ route: nameOf(route), status: 401 });
    }
  });
});

describe('a body that is none', () => {
  it.each(['', 'null', '[]', '7', '"x"', '{"a":', '{"__proto__":{"x":1}}', '[[[[]]]]'])(
    'gets an answer of its own from every route: %j',
    async (body) => {
      const ids = await belongings(admin);
      for (const route of routes.filter(({ method }) => method !== 'GET')) {
        const kind = ROUTES[nameOf(route)] ?? 'own';
        const id = kind in ids ? ids[kind as keyof typeof ids] : randomUUID();
        if (route.method === 'DELETE' && route.path.includes('session')) continue;
        const { status } = await admin.call(route.method, route.path.replace('{id}', id), body);
        expect({ route: nameOf(route), fault: status >= 500 }).toEqual({ route: nameOf(route), fault: false });
      }
      expect((await serve.client.call('GET', '/healthz')).status).toBe(200);
    },
    120_000,
  );

  it('and an id that is none, too', async () => {
    for (const route of routes.filter(({ path }) => path.includes('{id}'))) {
      for (const id of ['x', '%00', "'%20OR%201=1", '..%2f..', '0'.repeat(2000)]) {
        const { status } = await admin.call(
          route.method,
          route.path.replace('{id}', id),
          route.method === 'GET' ? undefined : {},
        );
        expect({ route: nameOf(route), id, isRefused: status >= 400 && status < 500 }).toMatchObject({
          isRefused: true,
        });
      }
    }
  });
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, object>>;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

const ODD: readonly unknown[] = [
  ...[
    '',
    '\u0000',
    '\ud800',
    '각',
    "' OR 1=1 --",
    '%_\\',
    '2026-06-30T23:59:60Z',
    '9'.repeat(400),
    randomUUID(),
    'x'.repeat(250_000),
  ],
  ...[0, -1, 1.5, 1e308, 9_007_199_254_740_993, true, null, [], [null], ['x', 'x'], {}, { constructor: {} }],
];

describe('an odd value', () => {
  it('in any field of any body or query is no fault of the server', async () => {
    const { body: document } = await serve.client.call<{
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, Schema> };
    }>('GET', '/docs-json');
    const ids = await belongings(admin);
    const idOf = (name: string): string =>
      (ids as Readonly<Record<string, string>>)[ROUTES[name] ?? ''] ?? randomUUID();
    const faults: string[] = [];
    let asked = 0;
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [lower, operation] of Object.entries(operations)) {
        const method = lower.toUpperCase();
        const name = `${method} ${path}`;
        const schema = operation.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
        const fields = Object.keys(document.components.schemas[schema]?.properties ?? {});
        const queries = (operation.parameters ?? []).filter((each) => each.in === 'query').map((each) => each.name);
        for (const value of ODD) {
          for (const field of [...fields, ...queries]) {
            const isQuery = queries.includes(field);
            const query = isQuery ? `?${field}=${encodeURIComponent(String(value).toWellFormed().slice(0, 4000))}` : '';
            const body = isQuery && method === 'GET' ? undefined : { ...BODIES[name], [field]: value };
            const { status } = await admin.call(method, path.replace('{id}', idOf(name)) + query, body);
            asked += 1;
            if (status >= 500 && !name.includes('/oidc/'))
              faults.push(`${name} ${field}=${JSON.stringify(value).slice(0, 60)}: ${status}`);
          }
        }
      }
    }

    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(500);
  }, 180_000);
});
