import { UserRow } from '@naru/db';

import { Client } from './testing/client.ts';
import { PASSWORD, signedIn } from './testing/people.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

const NEW = '더 긴 새 비밀번호 456';

describe("one's own account", () => {
  let serve: TestServe;
  let admin: Client;
  beforeAll(async () => {
    serve = await testServe({ authEnabled: true });
    admin = await signedIn(serve, 'admin@example.org');
  });
  afterAll(() => serve.close());

  const signIn = (email: string, password: string) => serve.client.call('POST', '/api/session', { email, password });
  const change = (client: Client, currentPassword: string, newPassword = NEW) =>
    client.call('PUT', '/api/account/password', { currentPassword, newPassword });

  it('gets another name', async () => {
    const anna = await signedIn(serve, 'anna@example.org', admin);

    const changed = await anna.call('PATCH', '/api/account', { name: '안나' });
    const empty = await anna.call('PATCH', '/api/account', { name: '' });

    expect(changed).toMatchObject({ status: 200, body: { name: '안나', email: 'anna@example.org', role: 'user' } });
    expect(empty.status).toBe(400);
    expect((await anna.call('GET', '/api/session')).body).toMatchObject({ user: { name: '안나' }, hasPassword: true });
  });

  it('gets another password, and every other session ends', async () => {
    const here = await signedIn(serve, 'ben@example.org', admin);
    const there = await signIn('ben@example.org', PASSWORD);
    const cookie = there.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const elsewhere = new Client(serve.url, { cookie });
    expect((await elsewhere.call('GET', '/api/conversations')).status).toBe(200);

    expect((await change(here, PASSWORD)).status).toBe(204);

    expect((await here.call('GET', '/api/conversations')).status).toBe(200);
    expect((await elsewhere.call('GET', '/api/conversations')).status).toBe(401);
    expect((await admin.call('GET', '/api/conversations')).status).toBe(200);
    expect((await signIn('ben@example.org', PASSWORD)).status).toBe(401);
    expect((await signIn('ben@example.org', NEW)).status).toBe(200);
  });

  it('keeps its password where the current one is wrong or the new one is short, and attempts are limited', async () => {
    const person = await signedIn(serve, 'cho@example.org', admin);

    expect(await change(person, 'not the password')).toMatchObject({
      status: 401,
      body: { error: { code: 'auth.failed' } },
    });
    expect((await change(person, PASSWORD, 'short')).status).toBe(400);
    for (let tries = 0; tries < 10; tries += 1) await change(person, 'not the password');
    expect((await change(person, PASSWORD)).status).toBe(429);
    expect((await signIn('cho@example.org', PASSWORD)).status).toBe(200);
  });

  it('is changed by no key', async () => {
    const { body } = await admin.call<{ key: string }>('POST', '/api/keys', {
      name: 'all',
      scopes: ['chat', 'conversations', 'admin'],
    });
    const program = new Client(serve.url, { authorization: `Bearer ${body.key}` });

    expect((await program.call('PATCH', '/api/account', { name: 'x' })).status).toBe(403);
    expect((await change(program, PASSWORD)).status).toBe(403);
  });

  it('has no password to change where the sign-in is elsewhere', async () => {
    const person = await signedIn(serve, 'dana@example.org', admin);
    await serve.database.write((manager) =>
      manager.update(UserRow, { email: 'dana@example.org' }, { passwordHash: null }),
    );

    expect((await person.call('GET', '/api/session')).body).toMatchObject({ hasPassword: false });
    expect(await change(person, PASSWORD)).toMatchObject({ status: 400, body: { error: { code: 'request.refused' } } });
  });

  it('is not there without sign-in', async () => {
    const open = await testServe();
    const renamed = await open.client.call('PATCH', '/api/account', { name: 'x' });
    await open.close();

    expect(renamed.status).toBe(400);
  });
});

describe('the limits of a key', () => {
  let serve: TestServe;
  let admin: Client;
  beforeAll(async () => {
    serve = await testServe({ authEnabled: true });
    admin = await signedIn(serve, 'admin@example.org');
  });
  afterAll(() => serve.close());

  const ask = (client: Client) =>
    client.call('POST', '/v1/chat/completions', { messages: [{ role: 'user', content: '나루?' }] });

  it('are given with the key, shown, changed, and hold from the next request', async () => {
    const { body: made } = await admin.call<{ id: string; key: string }>('POST', '/api/keys', {
      name: 'bot',
      scopes: ['chat'],
      limits: { requestsPerMinute: 1 },
    });
    const program = new Client(serve.url, { authorization: `Bearer ${made.key}` });

    const statuses = [(await ask(program)).status, (await ask(program)).status, (await ask(admin)).status];
    const listed = await admin.call('GET', '/api/keys');
    const changed = await admin.call('PATCH', `/api/keys/${made.id}`, { name: '봇', limits: { tokensPerDay: 10 } });
    statuses.push((await ask(program)).status);
    const freed = await admin.call('PATCH', `/api/keys/${made.id}`, { limits: null });
    statuses.push((await ask(program)).status);

    expect(statuses).toEqual([200, 429, 200, 429, 200]);
    expect(listed.body).toMatchObject({ keys: [{ name: 'bot', limits: { requestsPerMinute: 1 } }] });
    expect(changed).toMatchObject({ status: 200, body: { name: '봇', limits: { tokensPerDay: 10 } } });
    expect(freed).toMatchObject({ status: 200, body: { name: '봇', limits: null } });
  });

  it('are numbers, and a key that was revoked has none', async () => {
    const { body } = await admin.call<{ id: string }>('POST', '/api/keys', { name: 'bot', scopes: ['chat'] });
    const odd = await admin.call('PATCH', `/api/keys/${body.id}`, { limits: { tokensPerDay: -1 } });
    await admin.call('DELETE', `/api/keys/${body.id}`);
    const gone = await admin.call('PATCH', `/api/keys/${body.id}`, { limits: null });

    expect([odd.status, gone.status]).toEqual([400, 404]);
  });

  it('do not lift those of its person', async () => {
    const person = await signedIn(serve, 'limited@example.org', admin);
    const { body } = await admin.call<{ users: { id: string; email: string }[] }>('GET', '/api/admin/users');
    const id = body.users.find(({ email }) => email === 'limited@example.org')?.id ?? '';
    await admin.call('PATCH', `/api/admin/users/${id}`, { limits: { requestsPerMinute: 1 } });
    const { body: made } = await person.call<{ key: string }>('POST', '/api/keys', {
      name: 'bot',
      scopes: ['chat'],
      limits: { requestsPerMinute: 0 },
    });
    const program = new Client(serve.url, { authorization: `Bearer ${made.key}` });

    expect([(await ask(program)).status, (await ask(program)).status]).toEqual([200, 429]);
  });
});
