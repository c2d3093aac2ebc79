// A database that another program holds, or whose disk is full, before, amid and after an answer.
import { setTimeout as sleep } from 'node:timers/promises';

import { openDatabase, type Database, type SqlitePlace } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';

import type { MessagePageView } from './messages/messages.dto.ts';
import { begun } from './testing/begun.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';
import { until } from './testing/until.ts';

const TOKENS = Array.from({ length: 30 }, (_, index) => `${index} ${'나루터 '.repeat(100)}`);
const ANSWER = TOKENS.join('');
const WAIT_MS = 300;
const TELL_MS = 500;
const NO_LIMIT = 1_073_741_823;

let database: Database;
let others: Database;
let serve: TestServe;
let place: SqlitePlace;
beforeEach(async () => {
  place = newSqlitePlace();
  database = await openDatabase(place, { writeWaitMs: WAIT_MS });
  others = await openDatabase(place);
  serve = await testServe({
    database,
    keepTellMs: TELL_MS,
    fake: { tokens: TOKENS, contextTokens: 100_000 },
  });
});
afterEach(async () => {
  await serve.close();
  await others.close();
  await database.close();
});

/** Another program takes the lock. @returns what gives it back */
async function held(): Promise<() => Promise<void>> {
  let release = (): void => undefined;
  const begun = Promise.withResolvers<undefined>();
  const writing = others.write(async (manager) => {
    await manager.query('UPDATE users SET name = name');
    begun.resolve(undefined);
    await new Promise<void>((resolve) => (release = resolve));
  });
  await begun.promise;
  return async () => {
    release();
    await writing;
  };
}

async function fillDisk(): Promise<void> {
  await database
    .write(async (manager) => {
      const [{ page_count: pages } = { page_count: 0 }] =
        await manager.query<{ page_count: number }[]>('PRAGMA page_count');
      await manager.query(`PRAGMA max_page_count = ${pages}`);
      // What the free pages still take.
      await manager.query('CREATE TABLE filler (x)');
    })
    .catch(() => undefined);
}

const freeDisk = (): Promise<unknown> =>
  database.write((manager) => manager.query(`PRAGMA max_page_count = ${NO_LIMIT}`));

async function page(id: string): Promise<MessagePageView['messages']> {
  return (await serve.client.call<MessagePageView>('GET', `/api/conversations/${id}/messages`)).body.messages;
}

async function untilComplete(id: string): Promise<MessagePageView['messages']> {
  await until('the answer is kept', async () => (await page(id))[1]?.status === 'complete');
  return page(id);
}

/** Asks for an answer that rests amid it. @returns where to read it, and what lets it go on */
async function resting(id: string): Promise<{ readonly streamId: string; readonly goOn: () => void }> {
  const rest = Promise.withResolvers<undefined>();
  serve.fake.misbehave({ kind: 'rest', after: 10, until: rest.promise });
  const { body } = await serve.client.ask(id);
  const streamId = body.replies[0]?.streamId ?? '';
  await serve.client.follow(streamId, { events: 1 });
  return { streamId, goOn: () => rest.resolve(undefined) };
}

describe('a database that another program holds', () => {
  it('for a moment delays a message, and loses none', async () => {
    const patient = await openDatabase(place);
    const another = await testServe({ database: patient });
    const { id } = await another.client.conversation();
    const release = await held();
    const asking = another.client.ask(id);
    await sleep(WAIT_MS); // that it comes to wait; it holds without that too
    await release();
    const { status } = await asking;
    await another.close();
    await patient.close();

    expect(status).toBe(201);
  });

  it('for long refuses a message soon, with nothing of it kept, and still shows what there is', async () => {
    const { id } = await serve.client.conversation({ title: '나루' });
    const release = await held();

    const begun = performance.now();
    const refused = await serve.client.ask(id);
    const tookMs = performance.now() - begun;
    const shown = await serve.client.call('GET', '/api/conversations');
    await release();

    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'database.busy' } } });
    expect(tookMs).toBeLessThan(15_000); // a write waits for half a minute where it is not told otherwise
    expect(shown).toMatchObject({ status: 200, body: { conversations: [{ title: '나루' }] } });
    expect(await page(id)).toEqual([]);
  });

  it('amid an answer is not noticed by who reads it', async () => {
    const { id } = await serve.client.conversation();
    const { streamId, goOn } = await resting(id);
    const release = await held();
    const { whole } = await begun(serve.client, streamId);
    await release();
    goOn();

    expect(await whole).toMatchObject({ text: ANSWER, message: { status: 'complete' } });
  });

  it('at the end of an answer is told after a while, and the answer is kept when it is free', async () => {
    const { id } = await serve.client.conversation();
    const { streamId, goOn } = await resting(id);
    const release = await held();

    goOn();
    const read = await serve.client.follow(streamId);
    const before = await page(id);
    await release();
    const after = await untilComplete(id);

    expect(read).toMatchObject({ text: ANSWER, message: { status: 'failed', error: { code: 'database.busy' } } });
    expect(before[1]).toMatchObject({ status: 'failed', content: ANSWER, error: { code: 'database.busy' } });
    expect(after[1]).toMatchObject({ status: 'complete', content: ANSWER, error: null });
  });

  it('leaves /v1 answering', async () => {
    const release = await held();
    const answer = await serve.client.call('POST', '/v1/chat/completions', {
      messages: [{ role: 'user', content: '나루?' }],
    });
    await release();

    expect(answer.status).toBe(200);
  });
});

describe('a disk that is full', () => {
  it('refuses a message with nothing of it kept, and takes it when there is room', async () => {
    const { id } = await serve.client.conversation();
    await fillDisk();

    const refused = await serve.client.ask(id, { content: '나루 '.repeat(5000) });
    const kept = await page(id);
    await freeDisk();
    const taken = await serve.client.chat(id, { content: '나루 '.repeat(5000) });

    expect(refused).toMatchObject({ status: 507, body: { error: { code: 'disk.full' } } });
    expect(kept).toEqual([]);
    expect(taken.read[0]?.message?.status).toBe('complete');
  });

  it('amid an answer is told at its end, and the answer is kept when there is room', async () => {
    const { id } = await serve.client.conversation();
    const { streamId, goOn } = await resting(id);
    await fillDisk();

    goOn();
    const read = await serve.client.follow(streamId);
    const before = await page(id);
    await freeDisk();
    const after = await untilComplete(id);
    const check: unknown = await database.read.query('PRAGMA integrity_check');

    expect(read).toMatchObject({ text: ANSWER, message: { status: 'failed', error: { code: 'disk.full' } } });
    expect(before[1]).toMatchObject({ status: 'failed', content: ANSWER });
    expect(after[1]).toMatchObject({ status: 'complete', content: ANSWER });
    expect(check).toEqual([{ integrity_check: 'ok' }]);
  });

  it('leaves what there is readable, and /v1 answering', async () => {
    const { id } = await serve.client.conversation();
    await fillDisk();

    const shown = await serve.client.call('GET', `/api/conversations/${id}`);
    const answer = await serve.client.call('POST', '/v1/chat/completions', {
      messages: [{ role: 'user', content: '나루?' }],
    });

    expect([shown.status, answer.status]).toEqual([200, 200]);
  });
});
