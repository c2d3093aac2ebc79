import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createMlflowClient, type MlflowClient, type MlflowClientOptions, type RetryEvent } from '../index.ts';
import { startFakeMlflow, type FakeMlflow, type FakeMlflowOptions } from '../testing/index.ts';

const QUICK = { baseDelayMs: 1, maxDelayMs: 5 };

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function aFake(options?: FakeMlflowOptions): Promise<FakeMlflow> {
  const fake = await startFakeMlflow(options);
  open.push(fake);
  return fake;
}

function aClient(trackingUri: string, options: Partial<MlflowClientOptions> = {}): MlflowClient {
  const client = createMlflowClient({ trackingUri, retry: QUICK, ...options });
  open.unshift(client);
  return client;
}

describe('a server that fails for a while', () => {
  it.each([429, 500, 502, 503, 504])('with status %i is asked again', async (status) => {
    const fake = await aFake();
    fake.misbehave({ kind: 'status', status }, { times: 3 });

    expect(await aClient(fake.url).experiments.get('0')).toMatchObject({ name: 'Default' });
    expect(fake.requests).toHaveLength(4);
  });

  it.each([400, 401, 403, 404, 409, 501])('with status %i is not asked again', async (status) => {
    const fake = await aFake();
    fake.misbehave({ kind: 'status', status }, { times: 9 });

    await expect(aClient(fake.url).experiments.get('0')).rejects.toMatchObject({ status, retryable: false });
    expect(fake.requests).toHaveLength(1);
  });

  it('is given the time that it asks for', async () => {
    const fake = await aFake();
    const events: RetryEvent[] = [];
    fake.misbehave({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });

    await aClient(fake.url, { onRetry: (event) => void events.push(event) }).experiments.get('0');

    expect(events).toMatchObject([{ attempt: 1, error: { name: 'MlflowRateLimitError', retryAfterMs: 1000 } }]);
    expect(events[0]?.delayMs).toBeGreaterThanOrEqual(1000);
  });

  it('that drops connections, before or after its work, is asked again', async () => {
    const fake = await aFake();
    const client = aClient(fake.url);
    fake.misbehave({ kind: 'drop' });
    fake.misbehave({ kind: 'drop', accepted: true });
    fake.misbehave({ kind: 'cut' });

    await client.experiments.setTag('0', 'key', 'value');

    expect(fake.requests).toHaveLength(4);
    expect(fake.state.experiments.get('0')?.tags.get('key')).toBe('value');
  });

  it("is given up after the last attempt, with the server's code, message and route", async () => {
    const fake = await aFake();
    fake.misbehave({ kind: 'status', status: 503 }, { times: 9 });

    const failed = aClient(fake.url, { retry: { ...QUICK, attempts: 2 } }).experiments.get('0');

    await expect(failed).rejects.toMatchObject({
      name: 'MlflowServerError',
      status: 503,
      errorCode: 'TEMPORARILY_UNAVAILABLE',
      message: 'GET /api/2.0/mlflow/experiments/get: 503 TEMPORARILY_UNAVAILABLE: as the test commands',
    });
    expect(fake.requests).toHaveLength(2);
  });

  it('that has artifacts switched off for good is not asked again', async () => {
    const fake = await aFake();
    const body = 'Endpoint disabled due to the mlflow server running with `--no-serve-artifacts`.';
    fake.misbehave({ kind: 'status', status: 503, body }, { times: 9 });

    await expect(aClient(fake.url).experiments.get('0')).rejects.toMatchObject({ retryable: false });
    expect(fake.requests).toHaveLength(1);
  });
});

describe('a server that is away', () => {
  it('is named with its address', async () => {
    const fake = await aFake();
    await fake.stop();

    await expect(aClient(fake.url, { retry: false }).experiments.get('0')).rejects.toMatchObject({
      name: 'MlflowConnectionError',
      address: fake.url,
      ambiguous: false,
      message: expect.stringContaining(`nothing answers at ${fake.url} (ECONNREFUSED)`) as string,
    });
  });

  it('and comes back is found again, and creates nothing twice', async () => {
    const fake = await aFake();
    await fake.stop();
    const client = aClient(fake.url, {
      onRetry: ({ attempt }) => void (attempt === 2 && fake.resume()),
      retry: { ...QUICK, baseDelayMs: 20, maxDelayMs: 50, attempts: 9 },
    });

    const run = await client.runs.create({ experimentId: '0' });

    expect([...fake.state.runs.keys()]).toEqual([run.info.runId]);
  });

  it('under a name that nobody knows is named too', async () => {
    const client = aClient('http://mlflow.invalid:5000', { retry: false });

    await expect(client.experiments.get('0')).rejects.toMatchObject({
      name: 'MlflowConnectionError',
      message: expect.stringMatching(/http:\/\/mlflow\.invalid:5000/) as string,
    });
  });
});

describe('a slow server', () => {
  it('is given up after timeoutMs, and asked again', async () => {
    const fake = await aFake();
    fake.misbehave({ kind: 'slow', ms: 60_000 });
    const events: RetryEvent[] = [];

    await aClient(fake.url, { timeoutMs: 1000, onRetry: (event) => void events.push(event) }).experiments.get('0');

    expect(events[0]).toMatchObject({ error: { name: 'MlflowTimeoutError', address: fake.url, ambiguous: true } });
    expect(events[0]?.error.message).toContain('no answer within 1000 ms');
  });

  it('may be given more time for one call', async () => {
    const fake = await aFake();
    fake.misbehave({ kind: 'slow', ms: 200 });

    const got = await aClient(fake.url, { timeoutMs: 50, retry: false }).experiments.get('0', { timeoutMs: 30_000 });

    expect(got.name).toBe('Default');
  });

  it("is left at once when the caller aborts, with the caller's reason", async () => {
    const fake = await aFake();
    const reason = new Error('cancelled');
    const controller = new AbortController();
    const work = (): Promise<void> => {
      controller.abort(reason);
      return new Promise(() => undefined);
    };
    fake.misbehave({ kind: 'meanwhile', work }, { times: 9 });

    await expect(aClient(fake.url).experiments.get('0', { signal: controller.signal })).rejects.toBe(reason);
    await expect(aClient(fake.url).experiments.get('0', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(fake.requests).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('of the host check says what to start the server with', async () => {
    const fake = await aFake({ allowedHosts: ['elsewhere:5000'] });
    const { host } = new URL(fake.url);

    await expect(aClient(fake.url).experiments.get('0')).rejects.toMatchObject({
      name: 'MlflowHostRejectedError',
      status: 403,
      message: expect.stringContaining(`--allowed-hosts "${host},localhost:*"`) as string,
    });
  });

  it('of credentials does not show them', async () => {
    const fake = await aFake({ auth: { username: 'naru', password: '맞는 비밀' } });
    const wrong = aClient(fake.url, { auth: { username: 'naru', password: 'wrong-secret' } }).experiments.get('0');

    const error = await wrong.catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'MlflowAuthError', status: 401 });
    expect(inspect(error, { depth: 9 })).not.toMatch(/wrong-secret|Basic [A-Za-z0-9]/);
    const right = aClient(fake.url, { auth: { username: 'naru', password: '맞는 비밀' } });
    expect(await right.ping()).toEqual({ version: '3.17.2' });
  });

  it('by an old file store is recognised', async () => {
    const fake = await aFake();
    const message =
      "The filesystem tracking backend (e.g., './mlruns') is in maintenance mode. The `mlflow migrate-filestore` tool migrates";
    fake.misbehave({ kind: 'status', status: 500, body: JSON.stringify({ error_code: 'INTERNAL_ERROR', message }) });

    await expect(aClient(fake.url).experiments.get('0')).rejects.toMatchObject({
      name: 'MlflowFileStoreError',
      retryable: false,
    });
  });
});

describe('something else than MLflow at the address', () => {
  it.each([
    [200, '<html><title>Sign in</title></html>', 'MlflowProtocolError', 'is this an MLflow server?'],
    [404, '<html><title>404 Not Found</title></html>', 'MlflowNotFoundError', '404 Not Found. Is http'],
    [200, '[1,2]', 'MlflowProtocolError', 'is this an MLflow server?'],
    [
      200,
      '{"experiment":{"experiment_id":7}}',
      'MlflowProtocolError',
      'body.experiment.experiment_id should be a string',
    ],
  ])('that answers %i %s is told apart', async (status, body, name, message) => {
    const fake = await aFake();
    fake.misbehave({ kind: 'status', status, body });

    await expect(aClient(fake.url).experiments.get('0')).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
    });
  });

  it('that has no such route does not pass for an experiment that is not there', async () => {
    const fake = await aFake();
    fake.misbehave({ kind: 'status', status: 404, body: 'page not found' });

    await expect(aClient(fake.url).experiments.getByName('x')).rejects.toMatchObject({ status: 404 });
  });

  it('that redirects is told with where to', async () => {
    const fake = await aFake();
    fake.misbehave({
      kind: 'status',
      status: 308,
      headers: { location: 'https://user:pw@ml.example/api?x=1' },
      body: '',
    });

    await expect(aClient(fake.url).experiments.get('0')).rejects.toMatchObject({
      message: expect.stringMatching(/redirects to https:\/\/ml\.example; give that as trackingUri$/) as string,
    });
  });
});

describe('a tracking URI with a path', () => {
  it('has it before every route', async () => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      response.end(request.url?.endsWith('version') ? '3.17.2' : '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    await aClient(`http://127.0.0.1:${port}/tools/mlflow/`).ping();

    expect(paths).toEqual(['/tools/mlflow/api/2.0/mlflow/experiments/search', '/tools/mlflow/version']);
    open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  });
});
