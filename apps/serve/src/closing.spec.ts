import { setTimeout as sleep } from 'node:timers/promises';

import { testServe } from './testing/test-serve.ts';

describe('serve that is told to stop', () => {
  it('lets answers end that can, and interrupts the others so that they can go on', async () => {
    const serve = await testServe({ drainMs: 2000 });
    const { client, fake, app } = serve;
    const { id } = await client.conversation();
    fake.tokenMs = 20;
    const quick = await client.ask(id);
    while (fake.completions.length === 0) await sleep(5);
    fake.tokenMs = 3000;
    const slow = await client.ask((await client.conversation()).id);
    let opened = 0;
    const reading = [quick, slow].map(({ body }) =>
      client.follow(body.replies[0]?.streamId ?? '', { onOpen: () => (opened += 1) }),
    );

    while (opened < reading.length) await sleep(5);
    const begun = performance.now();
    const [, ...read] = await Promise.all([app.close(), ...reading]);
    const tookMs = performance.now() - begun;

    expect(read.map(({ message }) => message?.status)).toEqual(['complete', 'interrupted']);
    expect(tookMs).toBeLessThan(20_000);
    await expect(client.call('GET', '/healthz')).rejects.toThrow();
    await serve.close();
  });

  it('tells what it does in its metrics, and whether it is ready', async () => {
    const serve = await testServe();
    const { client } = serve;
    const { id } = await client.conversation();
    await client.chat(id);

    const { body } = await client.call<string>('GET', '/metrics');
    const ready = await client.call('GET', '/readyz');
    await serve.close();

    expect(body).toMatch(/naru_answers_total\{model="fake-base",kind="conversation"\} [1-9]/);
    expect(body).toMatch(/naru_first_token_seconds_count/);
    expect(ready).toMatchObject({ status: 200, body: { checks: { database: { ok: true }, engine: { ok: true } } } });
  });
});
