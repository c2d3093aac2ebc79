import { request } from 'undici';
import { startFakeMlflow, type FakeMlflow } from './index.ts';

let fake: FakeMlflow;

beforeEach(async () => {
  fake = await startFakeMlflow();
});

afterEach(async () => {
  await fake.close();
});

async function post(route: string, body: unknown): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await request(`${fake.url}/api/2.0/mlflow/${route}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.statusCode, json: (await answer.body.json()) as Record<string, unknown> };
}

async function aRunId(): Promise<string> {
  const { json } = await post('runs/create', { experiment_id: '0' });
  return (json['run'] as { info: { run_id: string } }).info.run_id;
}

const point = { key: 'a', value: 1, timestamp: 1, step: 1 };

describe('the fake server', () => {
  it.each([
    ['1001 metrics', { metrics: Array.from({ length: 1001 }, (_, step) => ({ ...point, step })) }],
    ['101 params', { params: Array.from({ length: 101 }, (_, index) => ({ key: `k${index}`, value: '' })) }],
    ['101 tags', { tags: Array.from({ length: 101 }, (_, index) => ({ key: `k${index}`, value: '' })) }],
    [
      'more than a megabyte',
      { params: Array.from({ length: 60 }, (_, index) => ({ key: `k${index}`, value: '값'.repeat(6000) })) },
    ],
    [
      'the same param twice',
      {
        params: [
          { key: 'a', value: '1' },
          { key: 'a', value: '1' },
        ],
      },
    ],
    ['null as a metric', { metrics: [{ ...point, value: null }] }],
    ['a fraction as a step', { metrics: [{ ...point, step: 1.5 }] }],
    ['a number as a param', { params: [{ key: 'a', value: 1 }] }],
    ['a bad key', { tags: [{ key: 'a|b', value: '' }] }],
    ['a key that is a path', { tags: [{ key: '../b', value: '' }] }],
    ['a param of 6001 characters', { params: [{ key: 'a', value: 'x'.repeat(6001) }] }],
  ])('refuses %s, and keeps nothing of the batch', async (_, batch) => {
    const runId = await aRunId();

    const { status, json } = await post('runs/log-batch', { run_id: runId, ...batch });

    expect([status, json['error_code']]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(fake.state.runs.get(runId)).toMatchObject({ points: [], params: new Map() });
  });

  it('misbehaves as often as told, with the requests told, and then behaves', async () => {
    fake.misbehave({ kind: 'status', status: 418 }, { on: /runs\/(get|search)/, method: 'POST', times: 2 });
    const statuses = [];
    for (const route of ['runs/search', 'runs/create', 'runs/search', 'runs/search']) {
      statuses.push((await post(route, { experiment_id: '0', experiment_ids: ['0'] })).status);
    }

    expect(statuses).toEqual([418, 200, 418, 200]);
  });

  it('carries a request out, or does not, before it fails', async () => {
    fake.misbehave({ kind: 'status', status: 500, accepted: true });
    fake.misbehave({ kind: 'status', status: 500 });

    await post('runs/create', { experiment_id: '0' });
    await post('runs/create', { experiment_id: '0' });

    expect(fake.state.runs.size).toBe(1);
  });

  it('forgets its rules when told to behave', async () => {
    fake.misbehave({ kind: 'drop' }, { times: Infinity });
    fake.behave();

    expect((await post('runs/create', { experiment_id: '0' })).status).toBe(200);
  });

  it('comes back at the same address with what it held', async () => {
    const { url } = fake;
    const runId = await aRunId();

    await fake.stop();
    await expect(post('runs/search', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await fake.resume();

    expect(fake.url).toBe(url);
    expect((await post('runs/set-tag', { run_id: runId, key: 'a', value: 'b' })).status).toBe(200);
  });

  it('records what arrived', async () => {
    await post('runs/search', { experiment_ids: [] });

    expect(fake.requests).toMatchObject([{ method: 'POST', path: '/api/2.0/mlflow/runs/search', bodyBytes: 21 }]);
  });
});
