import { UsageDayRow } from '@naru/db';

import { Client } from './testing/client.ts';
import { signedIn } from './testing/people.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';
import type { UsageReportView } from './usage/usage-report.dto.ts';

const messages = [{ role: 'user', content: '나루?' }];

describe("everybody's use, for administrators", () => {
  let serve: TestServe;
  let admin: Client;
  let anna: Client;
  let key: { readonly id: string; readonly key: string; readonly prefix: string };
  beforeAll(async () => {
    serve = await testServe({ authEnabled: true });
    admin = await signedIn(serve, 'admin@example.org');
    anna = await signedIn(serve, 'anna@example.org', admin);
    key = (await anna.call<typeof key>('POST', '/api/keys', { name: '보고서', scopes: ['chat'] })).body;
    const program = new Client(serve.url, { authorization: `Bearer ${key.key}` });
    await program.call('POST', '/v1/chat/completions', { messages });
    await anna.call('POST', '/v1/chat/completions', { messages });
  });
  afterAll(() => serve.close());

  const report = async (query = ''): Promise<UsageReportView> =>
    (await admin.call<UsageReportView>('GET', `/api/admin/usage${query}`)).body;

  it('is told by day, of people and of their keys, at once', async () => {
    const { usage, nextCursor } = await report();

    expect(nextCursor).toBeNull();
    expect(usage).toHaveLength(2);
    expect(usage.find((entry) => entry.key === null)).toMatchObject({
      day: new Date().toISOString().slice(0, 10),
      person: { name: '나루', email: 'anna@example.org' },
      requests: 2,
      completionTokens: 16,
    });
    expect(usage.find((entry) => entry.key !== null)).toMatchObject({
      person: { email: 'anna@example.org' },
      key: { id: key.id, name: '보고서', prefix: key.prefix },
      requests: 1,
      completionTokens: 8,
    });
  });

  it('comes in pages, every entry once, newest day first', async () => {
    const old = Array.from({ length: 25 }, (_, index) => ({
      principal: `key:gone-${index % 5}`,
      day: `2020-01-${String(Math.floor(index / 5) + 1).padStart(2, '0')}`,
      ...{ requests: 1, promptTokens: 5e9, completionTokens: 1 },
    }));
    await serve.database.write((manager) => manager.insert(UsageDayRow, old));
    const entries: UsageReportView['usage'] = [];
    let cursor = '';
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await report(`?limit=4${cursor}`);
      entries.push(...page.usage);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    const names = entries.map(({ day, key: of, person }) => `${day} ${of?.id ?? person?.id ?? ''}`);

    expect(names).toHaveLength(27);
    expect(new Set(names).size).toBe(27);
    expect(entries.map(({ day }) => day)).toEqual(
      entries
        .map(({ day }) => day)
        .sort()
        .reverse(),
    );
    expect(entries.at(-1)).toMatchObject({ day: '2020-01-01', promptTokens: 5e9 });
  });

  it('is asked for between two days', async () => {
    const { usage } = await report('?from=2020-01-02&to=2020-01-03');

    expect([...new Set(usage.map(({ day }) => day))]).toEqual(['2020-01-03', '2020-01-02']);
  });

  it.each(['?from=yesterday', '?limit=0', '?limit=201', '?cursor=x', '?cursor=2020-01-01.x:y'])(
    'is refused where the question makes no sense: %s',
    async (query) => {
      expect((await admin.call('GET', `/api/admin/usage${query}`)).status).toBe(400);
    },
  );

  it('is for nobody else, and for no key without the scope', async () => {
    const program = new Client(serve.url, { authorization: `Bearer ${key.key}` });

    expect((await anna.call('GET', '/api/admin/usage')).status).toBe(403);
    expect((await program.call('GET', '/api/admin/usage')).status).toBe(403);
    expect((await serve.client.call('GET', '/api/admin/usage')).status).toBe(401);
  });
});
