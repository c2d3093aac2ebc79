// What was used, where serve is killed: at most the last interval's is lost.
import { openDatabase, UsageDayRow } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';
import { FakeEngine } from '@naru/inference/testing';

import { ServeProcess } from './testing/serve-process.ts';
import { until } from './testing/until.ts';

describe('serve that is killed', () => {
  it('has kept what was used, but for the last second', async () => {
    const fake = await FakeEngine.start();
    const place = newSqlitePlace();
    const environment = { DATABASE_URL: `sqlite:///${place.path}` };
    const first = await ServeProcess.start(fake.url, environment);
    await until('serve is ready', async () => (await first.client.call('GET', '/readyz')).status === 200);
    const ask = () =>
      first.client.call('POST', '/v1/chat/completions', { messages: [{ role: 'user', content: '나루?' }] });
    for (let answers = 0; answers < 3; answers += 1) await ask();
    const database = await openDatabase(place);
    await until('it is written', async () => (await database.read.find(UsageDayRow))[0]?.requests === 3);
    await database.close();
    await ask();
    await first.end('SIGKILL');

    const next = await ServeProcess.start(fake.url, environment);
    const { body } = await next.client.call<{ today: { requests: number; tokens: number } }>('GET', '/api/usage');
    await next.end('SIGTERM');
    await fake.close();

    expect([3, 4]).toContain(body.today.requests);
    expect(body.today.tokens).toBeGreaterThanOrEqual(3 * 8);
  }, 180_000);
});
