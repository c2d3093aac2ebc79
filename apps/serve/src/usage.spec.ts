import { request } from 'node:http';
import { once } from 'node:events';

import { LOCAL_USER_ID } from '@naru/access';
import { UsageDayRow, type Database } from '@naru/db';
import { loggerTo } from '@naru/logging';

import { newDatabase } from './testing/databases.ts';
import { testServe } from './testing/test-serve.ts';
import { DayCounts, dayOf } from './usage/day-counts.ts';

const NEVER_MS = 1_000_000;
const log = loggerTo({ write: () => undefined }, 'serve');
const messages = [{ role: 'user', content: '나루?' }];

interface UsageView {
  readonly today: { readonly requests: number; readonly tokens: number };
}

describe('what is used', () => {
  let database: Database;
  beforeEach(async () => (database = await newDatabase()));
  afterEach(() => database.close());

  const kept = (principal: string): Promise<UsageDayRow | null> =>
    database.read.findOneBy(UsageDayRow, { principal, day: dayOf(Date.now()) });

  it('counts against a budget at once, written or not', async () => {
    const limits = { requestsPerMinute: 0, tokensPerMinute: 0, tokensPerDay: 5 };
    const serve = await testServe({ database, limits, usageEveryMs: NEVER_MS });

    const first = await serve.client.call('POST', '/v1/chat/completions', { messages });
    const second = await serve.client.call('POST', '/v1/chat/completions', { messages });
    const written = await kept(`user:${LOCAL_USER_ID}`);
    await serve.close();

    expect([first.status, second.status, written]).toEqual([200, 429, null]);
  });

  it('is written when serve stops, that of an answer which is cut short by it too', async () => {
    const serve = await testServe({ database, usageEveryMs: NEVER_MS });
    serve.fake.misbehave({ kind: 'stall', afterTokens: 2 });
    const { id } = await serve.client.conversation();
    await serve.client.ask(id);
    const asking = request(`${serve.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    asking.on('error', () => undefined);
    asking.end(JSON.stringify({ messages, stream: true }));
    const [answer] = (await once(asking, 'response')) as [NodeJS.ReadableStream];
    answer.on('error', () => undefined);
    await once(answer, 'data');
    const before = await serve.client.call<UsageView>('GET', '/api/usage');
    await serve.close();

    expect(before.body.today.requests).toBe(0);
    expect(await kept(`user:${LOCAL_USER_ID}`)).toMatchObject({ requests: 2 });
  });

  it('is added up when several processes write it at once', async () => {
    const counts = [1, 2, 3, 4].map(() => new DayCounts({ database, log, writeEveryMs: 5 }));
    for (let answer = 0; answer < 50; answer += 1) {
      for (const each of counts) {
        each.add('user:a', { promptTokens: 2, completionTokens: 3 });
        each.add('key:b', { promptTokens: 1, completionTokens: 0 });
      }
      await Promise.all(counts.map((each) => each.write()));
    }
    await Promise.all(counts.map((each) => each.stop()));

    expect(await kept('user:a')).toMatchObject({ requests: 200, promptTokens: 400, completionTokens: 600 });
    expect(await kept('key:b')).toMatchObject({ requests: 200, promptTokens: 200, completionTokens: 0 });
    expect(await counts[0]?.ofToday('user:a')).toEqual({ requests: 200, tokens: 1000 });
  });

  it('is never shown as less, or as more, while it is written', async () => {
    const counts = new DayCounts({ database, log, writeEveryMs: 1 });
    const seen: number[] = [];
    for (let answer = 1; answer <= 100; answer += 1) {
      counts.add('user:a', { promptTokens: 1, completionTokens: 0 });
      void counts.write();
      seen.push((await counts.ofToday('user:a')).requests);
    }
    await counts.stop();

    expect(seen).toEqual(seen.map((_, index) => index + 1));
  });

  it('waits for a database that takes nothing, and is written once', async () => {
    let isAway = true;
    const unsteady: Database = {
      ...database,
      read: database.read,
      write: (work) => (isAway ? Promise.reject(new Error('away')) : database.write(work)),
    };
    const counts = new DayCounts({ database: unsteady, log, writeEveryMs: NEVER_MS });
    counts.add('user:a', { promptTokens: 1, completionTokens: 2 });
    await counts.write();
    counts.add('user:a', { promptTokens: 1, completionTokens: 2 });
    const meanwhile = await counts.ofToday('user:a');
    isAway = false;
    await counts.stop();

    expect(meanwhile).toEqual({ requests: 2, tokens: 6 });
    expect(await kept('user:a')).toMatchObject({ requests: 2, promptTokens: 2, completionTokens: 4 });
  });

  it('counts an answer whose engine tells nonsense as one of no tokens', async () => {
    const counts = new DayCounts({ database, log, writeEveryMs: NEVER_MS });
    for (const odd of [1.5, NaN, -3, Infinity, '7' as unknown as number]) {
      counts.add('user:a', { promptTokens: odd, completionTokens: odd });
    }
    await counts.stop();

    expect(await kept('user:a')).toMatchObject({ requests: 5, promptTokens: 0, completionTokens: 0 });
  });
});
