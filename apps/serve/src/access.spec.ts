import { begun } from './testing/begun.ts';
import { Client } from './testing/client.ts';
import { signedIn } from './testing/people.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

const KEY = 'a-bootstrap-key-of-our-own';

describe('with sign-in', () => {
  let serve: TestServe;
  let admin: Client;
  beforeAll(async () => {
    serve = await testServe({ authEnabled: true, key: KEY });
    admin = await signedIn(serve, 'admin@example.org');
  });
  afterAll(() => serve.close());

  it('nothing is given to nobody', async () => {
    for (const path of ['/api/conversations', '/api/models', '/v1/models', '/api/admin/users', '/api/usage']) {
      expect((await serve.client.call('GET', path)).status).toBe(401);
    }
    expect((await serve.client.call('GET', '/healthz')).status).toBe(200);
    expect((await serve.client.call('GET', '/api/session')).body).toMatchObject({ user: null, authEnabled: true });
  });

  it('the link of the first administrator works once', async () => {
    expect(await serve.app.firstAdminLink()).toBeUndefined();
    const again = await serve.client.call('POST', '/api/accounts/first', {
      token: 'x'.repeat(43),
      email: 'x@example.org',
      password: 'long enough password',
      name: 'x',
    });
    expect(again).toMatchObject({ status: 400, body: { error: { code: 'link.invalid' } } });
  });

  it('a change made with a cookie needs the CSRF token', async () => {
    const { 'x-csrf-token': _, ...cookieOnly } = admin.headers;
    const without = await new Client(serve.url, cookieOnly).call('POST', '/api/conversations', {});
    const wrong = await new Client(serve.url, { ...cookieOnly, 'x-csrf-token': 'x' }).call(
      'POST',
      '/api/conversations',
      {},
    );

    expect([without.status, wrong.status]).toEqual([403, 403]);
    expect((await admin.call('POST', '/api/conversations', {})).status).toBe(201);
  });

  it('a wrong password and an unknown address are told apart by nothing, and attempts are limited', async () => {
    const attempt = (email: string) => serve.client.call('POST', '/api/session', { email, password: 'wrong password' });
    const known = await attempt('admin@example.org');
    const unknown = await attempt('nobody@example.org');
    let last = unknown;
    for (let tries = 0; tries < 12; tries += 1) last = await attempt('nobody@example.org');

    const { requestId: one, ...first } = (known.body as { error: Record<string, unknown> }).error;
    const { requestId: other, ...second } = (unknown.body as { error: Record<string, unknown> }).error;
    expect(first).toEqual(second);
    expect(one).not.toBe(other);
    expect(known.status).toBe(401);
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('a key does what its scopes say, however it is sent', async () => {
    const { body } = await admin.call<{ key: string; prefix: string }>('POST', '/api/keys', {
      name: 'a',
      scopes: ['chat'],
    });
    const bearer = new Client(serve.url, { authorization: `Bearer ${body.key}` });

    expect((await bearer.call('GET', '/v1/models')).status).toBe(200);
    expect((await bearer.call('GET', '/api/conversations')).status).toBe(403);
    expect((await bearer.call('POST', '/api/keys', { name: 'b', scopes: ['chat'] })).status).toBe(403);
    for (const headers of [
      { 'x-api-key': body.key },
      { authorization: body.key },
      { authorization: `Bearer ${body.key.slice(0, 20)}` },
      { authorization: `Bearer ${body.prefix}` },
      { authorization: `Bearer ' OR 1=1 --` },
      { authorization: `Basic ${body.key}` },
      { cookie: `naru_session=${body.key}` },
    ]) {
      expect((await new Client(serve.url, headers as Record<string, string>).call('GET', '/v1/models')).status).toBe(
        401,
      );
    }
    const listed = await admin.call('GET', '/api/keys');
    expect(JSON.stringify(listed.body)).not.toContain(body.key);
  });

  it('a key that is revoked loses its running answer', async () => {
    const { body } = await admin.call<{ key: string; id: string }>('POST', '/api/keys', {
      name: 'c',
      scopes: ['chat', 'conversations'],
    });
    serve.fake.misbehave({ kind: 'stall', afterTokens: 1 });
    const program = new Client(serve.url, { authorization: `Bearer ${body.key}` });
    const { id } = await program.conversation();
    const sent = await program.ask(id);
    const streamId = sent.body.replies[0]?.streamId ?? '';
    await program.follow(streamId, { events: 1 });
    const { whole } = await begun(program, streamId);

    await admin.call('DELETE', `/api/keys/${body.id}`);
    const read = await whole;
    serve.fake.behave();

    expect(read.text).toBe(serve.fake.tokens[0]);
    expect((await program.call('GET', '/api/conversations')).status).toBe(401);
    expect(await admin.settled(id)).toMatchObject([{}, { status: 'stopped' }]);
  });

  it('the bootstrap key may do everything', async () => {
    const program = new Client(serve.url, { authorization: `Bearer ${KEY}` });

    expect((await program.call('GET', '/api/admin/users')).status).toBe(200);
    expect((await program.call('GET', '/v1/models')).status).toBe(200);
  });

  it('a person who is shut out is out at once, and the last administrator stays', async () => {
    const person = await signedIn(serve, 'out@example.org', admin);
    const { body } = await admin.call<{ users: { id: string; email: string }[] }>('GET', '/api/admin/users');
    const idOf = (email: string): string => body.users.find((user) => user.email === email)?.id ?? '';

    const out = await admin.call('PATCH', `/api/admin/users/${idOf('out@example.org')}`, { disabled: true });
    const last = await admin.call('PATCH', `/api/admin/users/${idOf('admin@example.org')}`, { role: 'user' });

    expect(out).toMatchObject({ status: 200, body: { disabled: true } });
    expect((await person.call('GET', '/api/conversations')).status).toBe(401);
    expect(last.status).toBe(400);
    expect((await person.call('GET', '/api/admin/users')).status).toBe(401);
  });

  it('limits are told with the time to wait', async () => {
    const person = await signedIn(serve, 'limited@example.org', admin);
    const { body } = await admin.call<{ users: { id: string; email: string }[] }>('GET', '/api/admin/users');
    const id = body.users.find((user) => user.email === 'limited@example.org')?.id ?? '';
    await admin.call('PATCH', `/api/admin/users/${id}`, { limits: { requestsPerMinute: 1 } });
    const conversation = await person.conversation();

    await person.chat(conversation.id);
    const { status, headers } = await person.ask(conversation.id);
    const usage = await person.call('GET', '/api/usage');

    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(usage.body).toMatchObject({ limits: { requestsPerMinute: 1, tokensPerDay: null } });
  });

  it('a sign-out ends the session', async () => {
    const person = await signedIn(serve, 'leaves@example.org', admin);

    expect((await person.call('DELETE', '/api/session')).status).toBe(204);
    expect((await person.call('GET', '/api/conversations')).status).toBe(401);
  });
});

describe('without sign-in', () => {
  it('a page that names itself after this machine is refused', async () => {
    const serve = await testServe();
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve) => {
      request(`${serve.url}/api/conversations`, { headers: { host: 'evil.example.org' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    await serve.close();

    expect(status).toBe(403);
  });
});
