import { writeRun } from '@naru/runs/testing';

import type { ModelsView } from './models/models.controller.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';
import { until } from './testing/until.ts';

describe('the models', () => {
  let serve: TestServe;
  beforeAll(async () => {
    serve = await testServe({ fake: { kind: 'vllm' }, mlflowPage: 'http://mlflow.example.org:5000/' });
  });
  afterAll(() => serve.close());

  const models = async (): Promise<ModelsView['models']> =>
    (await serve.client.call<ModelsView>('GET', '/api/models')).body.models;

  async function ready(id: string): Promise<ModelsView['models'][number] | undefined> {
    let found: ModelsView['models'][number] | undefined;
    await until(`${id} is served`, async () => {
      found = (await models()).find((model) => model.id === id && model.ready);
      return found !== undefined;
    });
    return found;
  }

  it('are the base model alone at first', async () => {
    expect(await models()).toMatchObject([{ id: 'fake-base', kind: 'base', ready: true, default: true }]);
  });

  it('have the base model as their default where none has the name that is set, and that is logged', async () => {
    const other = await testServe({ defaultModel: 'mine@0123456789ab' });
    const { body } = await other.client.call<ModelsView>('GET', '/api/models');
    await other.close();

    expect(body.models).toMatchObject([{ id: 'fake-base', default: true }]);
    expect(other.lines.join('')).toMatch(/"defaultModel":"mine@0123456789ab".*no model has the name DEFAULT_MODEL yet/);
  });

  it('get the adapter of a run that has finished, without a restart', async () => {
    const name = writeRun(serve.runsFolder, { runId: '20261123T000000-aaaaaa' });

    expect(await ready(name)).toMatchObject({
      kind: 'adapter',
      runId: '20261123T000000-aaaaaa',
      contextTokens: 4096,
    });
    expect([...serve.fake.adapters.keys()]).toEqual([name]);
  });

  it('answer side by side, each with what it is traced by', async () => {
    const { client } = serve;
    const { id } = await client.conversation();

    const { sent, read } = await client.chat(id, { models: ['fake-base', 'ferry@abababab'] });
    const traced = await client.call('GET', `/api/messages/${sent.replies[1]?.message.id}/provenance`);

    expect(read.map(({ message }) => message?.model)).toEqual(['fake-base', 'ferry@abababab']);
    expect(sent.replies.map(({ message }) => message.parentId)).toEqual([sent.userMessage.id, sent.userMessage.id]);
    expect(traced.body).toMatchObject({
      base: { id: 'fake-base' },
      adapter: {
        name: 'ferry@abababab',
        sha256: 'ab'.repeat(32),
        mlflowRunId: 'mlflow-1',
        mlflowUrl: 'http://mlflow.example.org:5000/#/runs/mlflow-1',
      },
      dataset: { id: 'tiny@1' },
      engine: { name: 'vllm', version: 'vllm 0.0.0-fake' },
      parameters: { temperature: null },
    });
  });

  it('leave out a run of another base model, and one that is not finished', async () => {
    writeRun(serve.runsFolder, { runId: '20261123T000001-bbbbbb', name: 'other', baseId: 'other-base' });
    writeRun(serve.runsFolder, { runId: '20261123T000002-cccccc', name: 'unfinished', isUnfinished: true });
    // Once it is served, serve has looked at those before it too.
    const after = writeRun(serve.runsFolder, {
      ...{ runId: '20261123T000002-ffffff', name: 'after', sha256: '78'.repeat(32) },
    });
    await ready(after);

    expect((await models()).map(({ id }) => id)).toEqual(['fake-base', 'ferry@abababab', after]);
  });

  it('say why an adapter is not served, and serve the others', async () => {
    const refused = writeRun(serve.runsFolder, {
      runId: '20261123T000003-dddddd',
      name: 'strange',
      sha256: '12'.repeat(32),
      chatTemplateSha256: '34'.repeat(32),
    });
    const fine = writeRun(serve.runsFolder, { runId: '20261123T000004-eeeeee', name: 'fine', sha256: '56'.repeat(32) });

    expect(await ready(fine)).toBeDefined();
    const strange = (await models()).find(({ id }) => id === refused);
    expect(strange).toMatchObject({ ready: false, description: expect.stringMatching(/template/) as string });
  });

  it('are known again after a restart', async () => {
    const next = await testServe({ database: serve.database });

    expect((await next.client.call<ModelsView>('GET', '/api/models')).body.models.length).toBeGreaterThan(1);
    await next.app.close();
    await next.engine.stop();
    await next.fake.close();
  });
});
