import { createMlflowClient, type MlflowClient } from '../index.ts';
import { startFakeMlflow, type FakeMlflow } from '../testing/index.ts';

let fake: FakeMlflow;
let client: MlflowClient;

beforeEach(async () => {
  fake = await startFakeMlflow();
  client = createMlflowClient({ trackingUri: fake.url, retry: { baseDelayMs: 1, maxDelayMs: 5 } });
});

afterEach(async () => {
  await client.close();
  await fake.close();
});

describe('a run whose create was carried out, but whose answer got lost', () => {
  it.each([
    ['dropped', { kind: 'drop', accepted: true }],
    ['cut off', { kind: 'cut' }],
    ['turned into a 500', { kind: 'status', status: 500, accepted: true }],
    [
      'turned into a 504 of a proxy',
      { kind: 'status', status: 504, accepted: true, body: '<title>Gateway Time-out</title>' },
    ],
  ] as const)('%s, is found by its key and not created again', async (_, misbehaviour) => {
    fake.misbehave(misbehaviour, { on: 'runs/create' });

    const run = await client.runs.create({ experimentId: '0', idempotencyKey: 'k' });

    expect([...fake.state.runs.keys()]).toEqual([run.info.runId]);
  });

  it('is an ambiguous error without a key, and is not sent again', async () => {
    fake.misbehave({ kind: 'drop', accepted: true }, { on: 'runs/create' });

    await expect(client.runs.create({ experimentId: '0' })).rejects.toMatchObject({ ambiguous: true });
    expect(fake.state.runs.size).toBe(1);
  });

  it('while the search does not answer either, is found in the end', async () => {
    fake.misbehave({ kind: 'drop', accepted: true }, { on: 'runs/create' });
    fake.misbehave({ kind: 'status', status: 200, body: '{}' }, { on: 'runs/search' });
    fake.misbehave({ kind: 'drop' }, { on: 'runs/search' });

    const run = await client.runs.create({ experimentId: '0', idempotencyKey: 'k' });

    expect([...fake.state.runs.keys()]).toEqual([run.info.runId]);
  });
});

describe('a run whose create was slow, so that it was sent again', () => {
  it('stays one run: the empty twin is deleted', async () => {
    fake.misbehave({ kind: 'status', status: 503, accepted: true }, { on: 'runs/create' });
    fake.misbehave({ kind: 'status', status: 200, body: '{}' }, { on: 'runs/search', times: 2 });

    const run = await client.runs.create({ experimentId: '0', idempotencyKey: 'k' });

    const active = [...fake.state.runs.values()].filter(({ deleted }) => !deleted);
    expect(fake.state.runs.size).toBe(2);
    expect(active.map(({ runId }) => runId)).toEqual([run.info.runId]);
  });
});

describe('a run that the server turned away', () => {
  it.each([429, 'refused'] as const)('(%s) was surely not created, so it is sent again without a key', async (how) => {
    if (how === 429) fake.misbehave({ kind: 'status', status: 429 }, { times: 2 });
    else await fake.stop();
    const patient = createMlflowClient({
      trackingUri: fake.url,
      retry: { baseDelayMs: 20, maxDelayMs: 50, attempts: 20 },
      onRetry: ({ attempt }) => void (how === 'refused' && attempt === 2 && fake.resume()),
    });

    await patient.runs.create({ experimentId: '0' });

    expect(fake.state.runs.size).toBe(1);
    await patient.close();
  });

  it('for a reason that stays is not sent again', async () => {
    await expect(client.runs.create({ experimentId: '99', idempotencyKey: 'k' })).rejects.toMatchObject({
      status: 404,
    });
    expect(fake.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['search', 'create']);
  });
});

describe('a run', () => {
  it('gets the time of the call, once for all its attempts', async () => {
    const before = Date.now();
    fake.misbehave({ kind: 'status', status: 429 });

    const run = await client.runs.create({ experimentId: '0' });

    expect(run.info.startTime).toBeGreaterThanOrEqual(before);
    expect(run.info.startTime).toBeLessThanOrEqual(Date.now());
  });

  it('with a name or tag that the server would refuse is not sent', async () => {
    await expect(client.runs.create({ experimentId: '0', runName: ' ' })).rejects.toMatchObject({ field: 'runName' });
    await expect(client.runs.create({ experimentId: '0', tags: { 'a|b': '' } })).rejects.toMatchObject({
      field: 'tags',
    });
    await expect(client.runs.create({ experimentId: '0', idempotencyKey: "'" })).rejects.toMatchObject({
      field: 'idempotencyKey',
    });
    expect(fake.requests).toEqual([]);
  });
});

describe('other creates whose answer got lost', () => {
  it('leave one experiment, one model and one version', async () => {
    const lost = { kind: 'drop', accepted: true } as const;
    for (const on of ['experiments/create', 'registered-models/create', 'model-versions/create'])
      fake.misbehave(lost, { on });

    const experimentId = await client.experiments.create({ name: 'once' });
    await client.registry.models.create({ name: 'once' });
    await client.registry.versions.create({ name: 'once', source: 's3://bucket/x', idempotencyKey: 'k' });

    expect(fake.state.experiments.get(experimentId)?.name).toBe('once');
    expect(fake.state.models.get('once')?.versions.size).toBe(1);
  });

  it('of a version without a key are ambiguous and not sent again', async () => {
    await client.registry.models.create({ name: 'm' });
    fake.misbehave({ kind: 'drop', accepted: true }, { on: 'model-versions/create' });

    await expect(client.registry.versions.create({ name: 'm', source: 's3://bucket/x' })).rejects.toMatchObject({
      ambiguous: true,
    });
    expect(fake.state.models.get('m')?.versions.size).toBe(1);
  });
});

describe('metrics logged over a bad connection', () => {
  it('are each there once, whatever was lost', async () => {
    const { runId } = (await client.runs.create({ experimentId: '0' })).info;
    const metrics = Array.from({ length: 2500 }, (_, step) => ({
      key: 'loss',
      value: 1 / step,
      timestamp: step,
      step,
    }));
    fake.misbehave({ kind: 'drop', accepted: true }, { on: 'log-batch', times: 2 });
    fake.misbehave({ kind: 'status', status: 500, accepted: true }, { on: 'log-batch' });
    fake.misbehave({ kind: 'slow', ms: 60_000 }, { on: 'log-batch' });

    await client.runs.logMetrics(runId, metrics, { timeoutMs: 3000 });

    expect(fake.state.runs.get(runId)?.points).toEqual(metrics);
  });
});
