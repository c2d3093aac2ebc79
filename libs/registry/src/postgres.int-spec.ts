import { PostgresServer } from '@naru/db/testing';

import { scratchRegistry } from './testing/index.ts';

// What rests on the database itself, on a real PostgreSQL: writers at once, and the chain.
const server = await PostgresServer.start();

if (typeof server === 'string') {
  it.skip(`PostgreSQL: not run, because ${server}`, () => undefined);
} else {
  afterAll(() => server.stop());

  it('changes on PostgreSQL come one after the other, however many are asked for at once', async () => {
    const scratch = await scratchRegistry(await server.newPlace());
    const adapters = ['하나', '둘', '셋', '넷'].map((weights) => scratch.adapter({ weights }));
    const orders = await Promise.all(adapters.map((adapter) => scratch.order(adapter)));

    const results = await Promise.allSettled(orders.map((order) => scratch.another().promote(order)));
    const { production } = await scratch.registry.decided();
    const moved = [{ alias: 'production', to: production }];

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await scratch.registry.audit({ limit: 9 })).toMatchObject(moved);
    expect(await scratch.registry.settle()).toEqual({ finished: false, outside: [] });
    expect(scratch.aliases()).toEqual({ production: production?.version });
    await scratch.registry.rollback({ by: '나루', why: '다시' });
    expect(scratch.aliases()).toEqual({});
    expect(await scratch.registry.brokenAt()).toBeNull();
    await scratch.close();
  }, 300_000);
}
