import type { Database } from '@naru/db';
import type { FakeEngineRequest } from '@naru/inference/testing';

import type { ModelsView } from '../models/models.controller.ts';
import { newDatabase } from '../testing/databases.ts';
import { testRegistry, type TestRegistry } from '../testing/test-registry.ts';
import { testServe, type TestServe, type TestServeOptions } from '../testing/test-serve.ts';
import { until } from '../testing/until.ts';
import { ProductionFollower } from './production-follower.ts';

const ANSWER = ['예', '. ', '나루', '입니다', '.'];
const LEAK = ['네', '<|im_end|>', '\nuser', '\n'];

/** What each adapter says; one whose name begins with `bad` leaks the template. */
const script = ({ model }: FakeEngineRequest['body']): readonly string[] =>
  String(model).startsWith('bad') ? LEAK : ANSWER;

let database: Database;
let registry: TestRegistry;
let serve: TestServe;

async function begin(options: TestServeOptions = {}): Promise<void> {
  serve = await testServe({
    ...{ database, openRegistry: registry.open, fake: { kind: 'vllm', script } },
    ...{ followEveryMs: 20, canaryEveryMs: 20, ...options },
  });
  registry.runsFolder = serve.runsFolder;
}

beforeEach(async () => {
  database = await newDatabase();
  registry = await testRegistry(database);
  await begin();
});
afterEach(async () => {
  await serve.close();
  await registry.close();
  await database.close();
});

const follower = (): ProductionFollower => serve.app.nest.app.get(ProductionFollower);
const inProduction = (): string => follower().state.production.model;
const isServed = (name: string): Promise<void> => until(`${name} is in production`, () => inProduction() === name);

async function promote(sha256: string): Promise<void> {
  const engine = { kind: 'vllm', version: null, baseId: 'fake-base', chatTemplateSha256: null } as const;
  const order = { adapterSha256: sha256, report: null, engine, by: '나루', force: true, why: 'a test' };
  await until('it can be promoted', () =>
    registry.registry.promote(order).then(
      () => true,
      () => false,
    ),
  );
}

/** The model of the answer to a question that names none, or one. */
async function answeredBy(conversationId: string, model?: string): Promise<{ model: string; id: string }> {
  const { read } = await serve.client.chat(conversationId, { ...(model !== undefined && { models: [model] }) });
  const message = read[0]?.message;
  return { model: message?.model ?? '', id: message?.id ?? '' };
}

describe('what is in production', () => {
  it('is what who names no model gets, from the next message on; back, too, while MLflow is away', async () => {
    const first = registry.run('first');
    const { id } = await serve.client.conversation();
    const before = await answeredBy(id);
    await promote(first.sha256);
    await isServed(first.name);
    const after = await answeredBy(id);
    const named = await answeredBy((await serve.client.conversation({ model: 'fake-base' })).id);
    const again = await serve.client.call<{ reply: { message: { model: string } } }>(
      'POST',
      `/api/messages/${before.id}/regenerate`,
      { idempotencyKey: crypto.randomUUID() },
    );
    const models = (await serve.client.call<ModelsView>('GET', '/api/models')).body.models;
    const metrics = String((await serve.client.call('GET', '/metrics')).body);

    expect([before.model, after.model, named.model]).toEqual(['fake-base', first.name, 'fake-base']);
    expect(again.body.reply.message.model).toBe(first.name);
    expect(models.find((model) => model.default)?.id).toBe(first.name);
    expect(metrics).toContain(`naru_production_info{model="${first.name}",version="1",follows="alias"} 1`);

    await registry.mlflow.stop();
    await until('MLflow is missed', () => !follower().state.registry.reachable);
    expect(await answeredBy(id)).toMatchObject({ model: first.name });
    await registry.registry.rollback({ by: '나루', why: 'worse' }).catch(() => undefined); // it is recorded
    await isServed('fake-base');
    expect(await answeredBy(id)).toMatchObject({ model: 'fake-base' });
  });

  it('is known after a restart without MLflow', async () => {
    const first = registry.run('first');
    await promote(first.sha256);
    await isServed(first.name);
    await serve.close();
    await registry.mlflow.stop();
    await begin({ runs: { news: () => Promise.resolve([]) } });
    await isServed(first.name);

    expect(await answeredBy((await serve.client.conversation()).id)).toMatchObject({ model: first.name });
    expect(follower().state.registry).toMatchObject({ reachable: false, seenAt: null });
  });

  it('stays what it was where the next one leaks the template, and that is said', async () => {
    const [good, bad] = [registry.run('good'), registry.run('bad')];
    await promote(good.sha256);
    await isServed(good.name);
    await promote(bad.sha256);
    await until('it is refused', () => follower().state.wanted?.because.includes('smoke set') === true);

    expect(follower().state).toMatchObject({
      production: { model: good.name, version: '1' },
      wanted: { model: bad.name, version: '2', because: expect.stringContaining('<|im_end|>') as string },
    });
    expect(await answeredBy((await serve.client.conversation()).id)).toMatchObject({ model: good.name });
    expect(String((await serve.client.call('GET', '/metrics')).body)).toContain('naru_production_differs 1');
    expect(serve.lines.filter((line) => line.includes('the one before goes on')).length).toBeGreaterThan(0);
  });

  it('is not asked for before the engine was found', async () => {
    await serve.close();
    await begin({ engineUrl: 'http://127.0.0.1:9' });

    await expect(follower().look()).resolves.toBeUndefined();
    expect((await serve.client.call('GET', '/api/registry')).body).toMatchObject({
      error: { code: 'engine.unreachable' },
    });
    expect(serve.lines.filter((line) => line.includes('could not be followed'))).toEqual([]);
  });

  it('does not come before DEFAULT_MODEL', async () => {
    await serve.close();
    await begin({ defaultModel: 'fake-base' });
    const first = registry.run('first');
    await promote(first.sha256);
    await until('it is seen', () => follower().state.wanted !== null);

    expect(follower().state).toMatchObject({
      ...{ follows: 'DEFAULT_MODEL', production: { model: 'fake-base' } },
      wanted: { model: first.name, because: 'DEFAULT_MODEL is set.' },
    });
  });
});
