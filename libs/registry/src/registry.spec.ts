import { rmSync } from 'node:fs';

import { createMlflowClient } from '@naru/mlflow-js-client';

import { scratchRegistry, type ScratchRegistry } from './testing/index.ts';

let scratch: ScratchRegistry;

beforeEach(async () => {
  scratch = await scratchRegistry();
});
afterEach(() => scratch.close());

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'was done',
    (error: unknown) => error,
  );

/** Puts adapters into production, one after the other. */
async function promoted(...weights: string[]) {
  const adapters = weights.map((text) => scratch.adapter({ weights: text }));
  for (const adapter of adapters) await scratch.registry.promote(await scratch.order(adapter));
  return adapters;
}

describe('a promotion', () => {
  it('registers the adapter, moves the aliases, and says in the audit and in tags who, when, from, to and why', async () => {
    const [first, second] = await promoted('하나', '둘');
    const { registry, mlflow, aliases } = scratch;

    const [row] = await registry.audit({ limit: 1 });

    expect(row).toMatchObject({
      ...{
        action: 'promote',
        alias: 'production',
        by: '나루',
        forced: false,
        why: 'better: bits-per-byte: +0.300: a gain',
      },
      from: { name: first?.name, version: '1' },
      to: { name: second?.name, version: '2', adapterSha256: second?.sha256 },
      reportSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(aliases()).toEqual({ production: '2', previous: '1' });
    expect(mlflow.state.models.get('base')?.versions.get('2')?.tags.get(`naru.audit.2`)).toContain(row?.reportSha256);
    expect(await registry.aliases()).toMatchObject({
      production: { name: second?.name, datasetId: 'talks@1', aliases: ['production'] },
      previous: { version: '1' },
      candidate: null,
    });
    expect(await registry.brokenAt()).toBeNull();
  });

  it('of what is in production already changes nothing and gives the row of then', async () => {
    const [adapter] = await promoted('하나');

    const again = await scratch.registry.promote(await scratch.order(adapter ?? scratch.adapter()));

    expect(again.seq).toBe(1);
    expect(await scratch.registry.audit({ limit: 9 })).toHaveLength(1);
  });

  it('of two at once is one, and the other is told', async () => {
    const [one, other] = ['하나', '둘'].map((weights) => scratch.adapter({ weights }));
    const orders = [await scratch.order(one ?? scratch.adapter()), await scratch.order(other ?? scratch.adapter())];

    const results = await Promise.allSettled(orders.map((order) => scratch.another().promote(order)));

    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: expect.stringMatching(/^promotion\.(conflict|refused)$/) as string });
    const { production } = await scratch.registry.decided();
    expect(scratch.aliases()['production']).toBe(production?.version);
  });

  it('that is run twice at once is done once', async () => {
    const order = await scratch.order(scratch.adapter());

    const rows = await Promise.all([1, 2, 3].map(() => scratch.another().promote(order)));

    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(await scratch.registry.audit({ limit: 9 })).toHaveLength(1);
  });

  it('without MLflow does nothing and says what to do', async () => {
    const order = await scratch.order(scratch.adapter());
    await scratch.mlflow.stop();

    const error = await failure(scratch.registry.promote(order));

    expect(error).toMatchObject({
      code: 'tracking.unreachable',
      hint: expect.stringContaining('mlflow:serve') as string,
    });
    expect(await scratch.registry.audit({ limit: 9 })).toEqual([]);
  });
});

describe('a change that was cut off', () => {
  it('after any answer of MLflow ends in one state with one row when it is run again', async () => {
    await promoted('처음');
    const { registry, mlflow } = scratch;
    for (let [answers, isCut] = [0, true]; isCut; answers += 1) {
      const order = await scratch.order(scratch.adapter({ weights: `${answers}` }));
      const before = mlflow.requests.length;
      mlflow.misbehave({ kind: 'meanwhile', work: () => Promise.resolve() }, { times: answers });
      mlflow.misbehave({ kind: 'drop', accepted: true });
      mlflow.misbehave({ kind: 'drop' }, { times: 100 });
      await failure(scratch.another().promote(order));
      isCut = mlflow.requests.length - before > answers;
      mlflow.behave();

      await registry.promote(order);

      const rows = await registry.audit({ limit: 99 });
      expect(rows).toHaveLength(answers + 2);
      expect(rows[0]).toMatchObject({ action: 'promote', to: { adapterSha256: order.adapterSha256 } });
      expect(scratch.aliases()).toEqual({ production: rows[0]?.to?.version, previous: rows[1]?.to?.version });
      expect(await registry.settle()).toEqual({ finished: false, outside: [] });
    }
    expect(await registry.brokenAt()).toBeNull();
    expect(mlflow.state.models.get('base')?.lastVersion).toBeGreaterThan(10);
  });

  it('is finished by whoever looks next, and never takes another for what was moved in MLflow', async () => {
    await promoted('하나');
    const order = await scratch.order(scratch.adapter({ weights: '둘' }));
    scratch.mlflow.misbehave({ kind: 'drop' }, { on: 'alias', times: 100 });
    const error = await failure(scratch.registry.promote(order));
    scratch.mlflow.behave();

    const settled = await scratch.another().settle();

    expect(error).toMatchObject({
      code: 'tracking.unreachable',
      message: expect.stringContaining('audit row 2') as string,
    });
    expect(settled).toEqual({ finished: true, outside: [] });
    expect(scratch.aliases()).toEqual({ production: '2', previous: '1' });
  });
});

describe('a rollback', () => {
  const back = { by: 'canary', why: '평가가 나빠졌다' };

  it('goes back step by step, to the base model in the end', async () => {
    const [first] = await promoted('하나', '둘');
    const { registry, aliases } = scratch;

    expect(await registry.rollback(back)).toMatchObject({
      action: 'rollback',
      to: { name: first?.name },
      why: back.why,
    });
    expect(aliases()).toEqual({ production: '1' });
    expect(await registry.rollback(back)).toMatchObject({ to: null });
    expect(aliases()).toEqual({});
    expect(await failure(registry.rollback(back))).toMatchObject({ code: 'promotion.refused' });
  });

  it('needs no MLflow, which is told later', async () => {
    await promoted('하나', '둘');
    await scratch.mlflow.stop();

    await scratch.registry.rollback(back);

    expect((await scratch.registry.decided()).production).toMatchObject({ version: '1' });
    await scratch.mlflow.resume();
    expect(await scratch.registry.settle()).toMatchObject({ finished: true });
    expect(scratch.aliases()).toEqual({ production: '1' });
  });

  it('is refused where the files of what was there before are gone, and without a reason', async () => {
    const [first] = await promoted('하나', '둘');
    rmSync(first?.ggufPath ?? '');

    expect(await failure(scratch.registry.rollback(back))).toMatchObject({
      ...{ code: 'promotion.refused', message: expect.stringContaining(first?.name ?? '?') as string },
    });
    expect(await failure(scratch.registry.rollback({ by: 'me', why: ' ' }))).toMatchObject({ code: 'usage' });
  });
});

describe('what somebody moves in MLflow', () => {
  it('is recorded once, as from outside, by however many look at once', async () => {
    await promoted('하나', '둘');
    scratch.mlflow.state.models.get('base')?.aliases.set('production', '1');

    await Promise.all([1, 2, 3].map(() => scratch.another().settle()));

    expect(await scratch.registry.audit({ limit: 1 })).toMatchObject([
      { seq: 3, action: 'outside', alias: 'production', by: 'MLflow', from: { version: '2' }, to: { version: '1' } },
    ]);
    expect(scratch.aliases()).toEqual({ production: '1' }); // as a rollback: nothing is before it
    expect(await scratch.registry.settle()).toEqual({ finished: false, outside: [] });
  });

  it('may be that nothing is in production any more, or a version that Naru did not register', async () => {
    await promoted('하나');
    const model = scratch.mlflow.state.models.get('base');
    model?.aliases.delete('production');
    await scratch.registry.settle();
    expect((await scratch.registry.decided()).production).toBeNull();

    const client = createMlflowClient({ trackingUri: scratch.mlflow.url });
    const { version } = await client.registry.versions.create({ name: 'base', source: 's3://elsewhere/adapter' });
    await client.close();
    model?.aliases.set('candidate', version);
    const { outside } = await scratch.registry.settle();

    expect(outside).toMatchObject([{ alias: 'candidate', to: { name: 'base v2', version: '2', adapterSha256: null } }]);
  });

  it('by a Naru with another database is recorded, and not taken back', async () => {
    await promoted('하나');
    const model = scratch.mlflow.state.models.get('base');
    model?.tags.set('naru.audit', 'a row of the other one');
    model?.aliases.delete('production');

    expect(await scratch.registry.settle()).toMatchObject({ finished: false, outside: [{ to: null }] });
    expect(scratch.aliases()).toEqual({});
  });

  it('is told from a registered model that is gone, which a rollback does not need and a promotion brings back', async () => {
    const [adapter] = await promoted('하나');
    scratch.mlflow.state.models.delete('base');

    expect(await failure(scratch.registry.settle())).toMatchObject({ code: 'registry.lost' });
    expect((await scratch.registry.decided()).production).toMatchObject({ name: adapter?.name });
    await scratch.registry.rollback({ by: '나루', why: '지표가 나쁘다' });
    expect((await scratch.registry.decided()).production).toBeNull();
    await scratch.registry.promote(await scratch.order(scratch.adapter({ weights: '둘' })));
    expect(scratch.aliases()).toEqual({ production: '1' });
    expect(await scratch.registry.settle()).toEqual({ finished: false, outside: [] });
  });
});

describe('a candidate', () => {
  it('has its alias and a row, and is none any more once it is promoted', async () => {
    const adapter = scratch.adapter();
    const { registry, aliases } = scratch;
    const start = { action: 'canary-start', adapterSha256: adapter.sha256, by: 'loop', why: '10 %' } as const;

    await registry.nominate(start);
    expect(aliases()).toEqual({ candidate: '1' });
    await registry.promote(await scratch.order(adapter));
    expect(aliases()).toEqual({ production: '1' });
    await registry.nominate({ ...start, action: 'canary-end', adapterSha256: null });

    expect((await registry.audit({ limit: 9 })).map(({ action }) => action)).toEqual([
      ...['canary-end', 'promote', 'canary-start'],
    ]);
    expect(await registry.audit({ limit: 1, before: 3 })).toMatchObject([{ seq: 2 }]);
  });
});
