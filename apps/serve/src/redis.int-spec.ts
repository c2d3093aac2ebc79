// Two serve processes over one database and one Redis, as behind a load balancer.
import { setTimeout as sleep } from 'node:timers/promises';

import { newSqlitePlace } from '@naru/db/testing';
import { openDatabase, type Database } from '@naru/db';
import { loggerTo } from '@naru/logging';
import { FakeEngine } from '@naru/inference/testing';

import type { SentView } from './messages/messages.dto.ts';
import { RedisSharing } from './sharing/sharing.ts';
import { begun } from './testing/begun.ts';
import { Client } from './testing/client.ts';
import { signedInAt } from './testing/people.ts';
import { RedisServer } from './testing/redis-server.ts';
import { ServeProcess } from './testing/serve-process.ts';
import { testServe, type TestServeOptions } from './testing/test-serve.ts';
import { until } from './testing/until.ts';

const ANSWER = Array.from({ length: 40 }, (_, index) => `${index} 나루터 `);
const redis = await RedisServer.start();

if (typeof redis === 'string') {
  it.skip(`Redis: not run, because ${redis}`, () => undefined);
} else {
  describe('two serve processes that share a Redis', () => describeProcesses(redis));
  describe('processes that come and go', () => describeLoss(redis));
  afterAll(() => redis.stop());
}

function describeProcesses({ url: redisUrl }: RedisServer): void {
  const place = newSqlitePlace();
  let fake: FakeEngine;
  let one: ServeProcess;
  let other: ServeProcess;
  let bootstrap: Client;
  let anna: Client;
  let headers: Client['headers'];
  const at = (process_: ServeProcess, over: Client['headers'] = headers): Client =>
    new Client(process_.client.url, over);

  beforeAll(async () => {
    fake = await FakeEngine.start({ tokens: ANSWER });
    const environment = {
      DATABASE_URL: `sqlite:///${place.path}`,
      REDIS_URL: redisUrl,
      ENABLE_AUTH: 'true',
      API_KEY: 'a-bootstrap-key-of-our-own',
      LIMIT_REQUESTS_PER_MINUTE: '50',
    };
    one = await ServeProcess.start(fake.url, environment);
    other = await ServeProcess.start(fake.url, environment);
    bootstrap = at(one, { authorization: 'Bearer a-bootstrap-key-of-our-own' });
    anna = await signedInAt(one.client.url, 'anna@example.org', bootstrap);
    headers = anna.headers;
  }, 180_000);
  afterAll(async () => {
    await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')]);
    await fake.close();
  });
  beforeEach(() => {
    fake.behave();
    fake.tokenMs = 25;
  });

  async function asked(client: Client): Promise<{ conversationId: string; streamId: string; answerId: string }> {
    const { id } = await client.conversation();
    const { body } = await client.ask(id);
    const [reply] = body.replies;
    return { conversationId: id, streamId: reply?.streamId ?? '', answerId: reply?.message.id ?? '' };
  }

  it('give a stream that began at one to a reader who comes back at the other, each piece once', async () => {
    const pause = Promise.withResolvers<undefined>();
    fake.misbehave({ kind: 'rest', after: 10, until: pause.promise });
    const { streamId } = await asked(at(one));
    const first = await at(one).follow(streamId, { events: 3 });

    const reading = at(other).follow(streamId, { after: first.lastId, onOpen: () => pause.resolve(undefined) });
    const rest = await reading;
    const whole = await at(other).follow(streamId);

    expect(first.text.length).toBeGreaterThan(0);
    expect(first.text + rest.text).toBe(ANSWER.join(''));
    expect(rest.events.filter(({ event }) => event === 'delta').length).toBeGreaterThan(2);
    expect(rest.message).toMatchObject({ status: 'complete', content: ANSWER.join('') });
    expect(whole.text).toBe(ANSWER.join(''));
  });

  it('give several readers of one stream the same, wherever they read and leave', async () => {
    const { streamId } = await asked(at(one));
    await at(other).follow(streamId, { events: 2 });

    const read = await Promise.all([one, other, other].map((each) => at(each).follow(streamId)));

    expect(read.map(({ text }) => text)).toEqual(read.map(() => ANSWER.join('')));
  });

  it('stop at one what the other writes, at once and upstream too', async () => {
    fake.misbehave({ kind: 'stall', afterTokens: 5 });
    const { streamId, answerId } = await asked(at(one));
    await at(one).follow(streamId, { events: 2 });

    const { body } = await at(other).call<{ status: string; content: string }>(
      'POST',
      `/api/messages/${answerId}/stop`,
    );

    expect(body.status).toBe('stopped');
    expect(ANSWER.join('').startsWith(body.content)).toBe(true);
    await until('the engine is left', () => fake.completions.at(-1)?.abandonedAt !== null);
  });

  it('end at one what is deleted at the other', async () => {
    fake.misbehave({ kind: 'stall', afterTokens: 5 });
    const { streamId, conversationId } = await asked(at(one));
    await at(one).follow(streamId, { events: 1 });

    await at(other).call('DELETE', `/api/conversations/${conversationId}`);
    await until('the engine is left', () => fake.completions.at(-1)?.abandonedAt !== null);

    await expect(at(one).follow(streamId)).rejects.toThrow('404');
  });

  it('end the running streams of a key that is revoked at the other', async () => {
    fake.misbehave({ kind: 'stall', afterTokens: 5 });
    const { body: key } = await anna.call<{ id: string; key: string }>('POST', '/api/keys', {
      name: 'a program',
      scopes: ['chat', 'conversations'],
    });
    const program = at(one, { authorization: `Bearer ${key.key}` });
    const { streamId, conversationId } = await asked(program);
    const { whole } = await begun(program, streamId);
    const completion = await fetch(`${one.client.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...program.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: '나루?' }] }),
    });

    await at(other).call('DELETE', `/api/keys/${key.id}`);
    const revokedAt = performance.now();
    const [read, bytes] = await Promise.all([whole, completion.text().catch(String)]);
    const tookMs = performance.now() - revokedAt;

    expect(tookMs).toBeLessThan(15_000); // the engine stands still for half a minute
    expect(read.text.length).toBeLessThan(ANSWER.join('').length);
    expect(bytes).not.toContain('[DONE]');
    expect((await at(other).settled(conversationId))[1]?.status).toBe('stopped');
    expect((await program.call('GET', '/v1/models')).status).toBe(401);
  });

  it('count requests and attempts to sign in together', async () => {
    fake.tokenMs = 0;
    const person = await signedInAt(one.client.url, 'limited@example.org', bootstrap);
    const { body } = await bootstrap.call<{ users: { id: string; email: string }[] }>('GET', '/api/admin/users');
    const id = body.users.find(({ email }) => email === 'limited@example.org')?.id ?? '';
    await bootstrap.call('PATCH', `/api/admin/users/${id}`, { limits: { requestsPerMinute: 3 } });

    const statuses: number[] = [];
    for (const process_ of [one, other, one, other]) {
      const answer = await at(process_, person.headers).call<SentView>('POST', '/v1/chat/completions', {
        messages: [{ role: 'user', content: '나루?' }],
      });
      statuses.push(answer.status);
    }
    const attempts: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      const { status } = await (tries % 2 === 0 ? one : other).client.call('POST', '/api/session', {
        email: 'nobody@example.org',
        password: 'wrong password',
      });
      attempts.push(status);
    }

    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(attempts).toEqual([...Array<number>(10).fill(401), 429, 429]);
  }, 180_000);

  it('interrupt nothing of the other when one starts again, and read on after it was killed', async () => {
    const { streamId } = await asked(at(one));
    await other.end('SIGKILL');
    other = await ServeProcess.start(fake.url, {
      DATABASE_URL: `sqlite:///${place.path}`,
      REDIS_URL: redisUrl,
      ENABLE_AUTH: 'true',
    });

    const read = await at(other).follow(streamId);

    expect(read).toMatchObject({ text: ANSWER.join(''), message: { status: 'complete' } });
  }, 180_000);
}

function describeLoss(server: RedisServer): void {
  const log = loggerTo({ write: () => undefined }, 'serve');
  const opened: { close(): Promise<void> | void }[] = [];
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase(newSqlitePlace());
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
    await database.close();
  });

  async function process_(options: TestServeOptions = {}) {
    const sharing = new RedisSharing(server.url, log);
    const serve = await testServe({ database, sharing, leaseMs: 2000, ...options });
    opened.push({ close: () => sharing.close() }, serve);
    return { ...serve, sharing };
  }

  it('mark what a process left behind as interrupted, and nothing that another one still writes', async () => {
    const one = await process_({ fake: { tokens: ANSWER } });
    const other = await process_();
    const pause = Promise.withResolvers<undefined>();
    one.fake.misbehave({ kind: 'rest', after: 5, until: pause.promise });
    const sent = await one.client.ask((await one.client.conversation()).id);
    const lostId = (await other.client.conversation()).id;
    const { sent: lost } = await other.client.chat(lostId);
    const lostAnswer = lost.replies[0]?.message.id ?? '';
    await database.write((manager) =>
      manager.query(`UPDATE messages SET status = 'streaming', content = '나루' WHERE id = ?`, [lostAnswer]),
    );

    const reading = other.client.follow(lost.replies[0]?.streamId ?? '');
    const keeping = other.client.follow(sent.body.replies[0]?.streamId ?? '');
    const interrupted = await reading;
    pause.resolve(undefined);
    const kept = await keeping;

    expect(kept).toMatchObject({ text: ANSWER.join(''), message: { status: 'complete' } });
    expect(interrupted).toMatchObject({ text: '나루', message: { status: 'interrupted', id: lostAnswer } });
  }, 180_000);

  it('answer, read and stop while Redis is away, and find each other again when it is back', async () => {
    const one = await process_({ fake: { tokens: ANSWER, tokenMs: 60 } });
    const other = await process_();
    await server.stop();

    const away = await one.client.chat((await one.client.conversation()).id);
    const sent = await one.client.ask((await one.client.conversation()).id);
    const reading = other.client.follow(sent.body.replies[0]?.streamId ?? '');
    await sleep(200);
    await server.run();
    const read = await reading;

    expect(away.read[0]?.text).toBe(ANSWER.join(''));
    expect(read).toMatchObject({ text: ANSWER.join(''), message: { status: 'complete' } });
  }, 180_000);
}
