import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { jest } from '@jest/globals';
import Provider from 'oidc-provider';

import { UserRow } from '@naru/db';

import { Client, type Answer } from './testing/client.ts';
import { PASSWORD, signedIn } from './testing/people.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

const PEOPLE: Readonly<
  Record<string, { readonly email: string; readonly email_verified: boolean; readonly name: string }>
> = {
  anna: { email: 'Anna@Example.org', email_verified: true, name: '안나' },
  'other-anna': { email: 'anna@example.org', email_verified: true, name: '다른 안나' },
  boss: { email: 'boss@example.org', email_verified: true, name: 'Boss' },
  mallory: { email: 'admin@example.org', email_verified: false, name: 'M' },
};

let provider: Server;
let serve: TestServe;
let admin: Client;
beforeAll(async () => {
  const issuer = new URL('http://127.0.0.1');
  const started = await startProvider(issuer);
  provider = started;
  serve = await testServe({
    authEnabled: true,
    publicUrl: 'http://127.0.0.1:1',
    oidc: { issuer: issuer.href, clientId: 'naru', clientSecret: 'secret-of-naru', name: 'Test' },
  });
  admin = await signedIn(serve, 'admin@example.org');
});
afterAll(async () => {
  await serve.close();
  provider.closeAllConnections();
  provider.close();
});

async function startProvider(issuer: URL): Promise<Server> {
  const { createServer } = await import('node:http');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer.port = String((server.address() as AddressInfo).port);
  // It tells of its own development pages and defaults.
  for (const level of ['warn', 'info'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
  const oidc = new Provider(issuer.href.replace(/\/$/, ''), {
    clients: [
      {
        client_id: 'naru',
        client_secret: 'secret-of-naru',
        redirect_uris: ['http://127.0.0.1:1/api/auth/oidc/callback'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...PEOPLE[sub] }) }),
  });
  server.on('request', oidc.callback());
  return server;
}

/** A browser that signs in at the provider's own (development) pages; gives the address that it is sent back to. */
async function signInAt(start: string, login: string): Promise<string> {
  const jar = new Map<string, string>();
  const go = async (url: string, body?: string): Promise<Response> => {
    const answer = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body !== undefined && { body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  let url = start;
  let body: string | undefined;
  for (let steps = 0; steps < 12; steps += 1) {
    const answer = await go(url, body);
    const location = answer.headers.get('location');
    body = undefined;
    if (location !== null) {
      url = new URL(location, url).href;
      if (url.startsWith('http://127.0.0.1:1/')) return url;
    } else {
      const page = await answer.text();
      body = page.includes('name="login"') ? `prompt=login&login=${login}&password=x` : 'prompt=consent';
    }
  }
  throw new Error(`no way back from ${url}`);
}

/** Where an answer sends the browser; nothing is signed in unless it is the page. */
function placeOf({ status, headers }: Answer): string {
  const place = headers.get('location') ?? '';
  const isSignedIn = headers.getSetCookie().some((line) => line.startsWith('naru_session='));
  expect([status, isSignedIn]).toEqual([302, place === '/']);
  return place;
}

async function begin(): Promise<{ readonly url: string; readonly cookie: string }> {
  const { status, headers } = await serve.client.call('GET', '/api/auth/oidc/start');
  expect(status).toBe(302);
  return { url: headers.get('location') ?? '', cookie: headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
}

describe('sign-in at an OpenID provider', () => {
  it('makes an account on the first visit and finds it on the next', async () => {
    const ids: string[] = [];
    for (const _ of [1, 2]) {
      const { url, cookie } = await begin();
      const back = new URL(await signInAt(url, 'anna'));
      const came = await serve.client.call('GET', back.pathname + back.search, undefined, { cookie });
      const session = came.headers.getSetCookie().find((line) => line.startsWith('naru_session='));
      const { body } = await new Client(serve.url, { cookie: session?.split(';', 1)[0] ?? '' }).call<{
        user: { id: string; email: string; role: string };
      }>('GET', '/api/session');

      expect([came.status, came.headers.get('location')]).toEqual([302, '/']);
      expect(session).toMatch(/HttpOnly; SameSite=Lax/);
      expect(body.user).toMatchObject({ email: 'anna@example.org', role: 'user' });
      ids.push(body.user.id);
    }
    expect(ids[0]).toBe(ids[1]);
  });

  it('takes over no account by an address that is not verified', async () => {
    const { url, cookie } = await begin();
    const back = new URL(await signInAt(url, 'mallory'));

    const came = await serve.client.call('GET', back.pathname + back.search, undefined, { cookie });

    expect(placeOf(came)).toBe('/sign-in?problem=unverified');
  });

  it('leaves no way into an account to who made it with an address that another proves', async () => {
    const maker = await signedIn(serve, 'boss@example.org', admin);
    const made = await maker.call<{ key: string }>('POST', '/api/keys', { name: 'kept', scopes: ['conversations'] });
    const { url, cookie } = await begin();
    const back = new URL(await signInAt(url, 'boss'));

    const came = await serve.client.call('GET', back.pathname + back.search, undefined, { cookie });
    const bySession = await maker.call('GET', '/api/conversations');
    const byKey = await serve.client.call('GET', '/api/conversations', undefined, {
      authorization: `Bearer ${made.body.key}`,
    });
    const byPassword = await serve.client.call('POST', '/api/session', {
      email: 'boss@example.org',
      password: PASSWORD,
    });

    expect(placeOf(came)).toBe('/');
    expect([bySession.status, byKey.status, byPassword.status]).toEqual([401, 401, 401]);
  });

  it('is refused to a browser that did not begin it, and works once', async () => {
    const { url, cookie } = await begin();
    const back = new URL(await signInAt(url, 'anna'));
    const path = back.pathname + back.search;

    const foreign = await serve.client.call('GET', path);
    const first = await serve.client.call('GET', path, undefined, { cookie });
    const again = await serve.client.call('GET', path, undefined, { cookie });

    expect([foreign, first, again].map(placeOf)).toEqual(['/sign-in?problem=expired', '/', '/sign-in?problem=expired']);
  });

  it('tells in words of ours what the provider refused, and repeats nothing that came from outside', async () => {
    const { cookie } = await begin();
    const query = 'error=access_denied&error_description=%3Cscript%3E&state=x&problem=%3Cb%3E';

    const came = await serve.client.call('GET', `/api/auth/oidc/callback?${query}`, undefined, { cookie });

    expect(placeOf(came)).toBe('/sign-in?problem=refused');
    expect(came.headers.get('set-cookie')).toMatch(/^naru_oidc=;.*Max-Age=0/);
  });

  it('tells a person whose account is closed, or belongs to another sign-in', async () => {
    const comeBack = async (login: string): Promise<string> => {
      const { url, cookie } = await begin();
      const back = new URL(await signInAt(url, login));
      return placeOf(await serve.client.call('GET', back.pathname + back.search, undefined, { cookie }));
    };
    const place = await comeBack('anna');
    await serve.database.write((manager) => manager.update(UserRow, { email: 'anna@example.org' }, { disabled: true }));
    const closed = await comeBack('anna');
    const taken = await comeBack('other-anna');

    expect([place, closed, taken]).toEqual(['/', '/sign-in?problem=closed', '/sign-in?problem=taken']);
  });

  it('is told of where the provider cannot be reached', async () => {
    const away = await testServe({
      authEnabled: true,
      oidc: { issuer: 'http://127.0.0.1:9', clientId: 'naru', clientSecret: undefined, name: 'Away' },
    });

    const started = await away.client.call('GET', '/api/auth/oidc/start');
    await away.close();

    expect(placeOf(started)).toBe('/sign-in?problem=unreachable');
  });
});
