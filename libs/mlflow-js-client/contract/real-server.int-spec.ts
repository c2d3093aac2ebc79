import { jest } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { createMlflowClient, MlflowHostRejectedError, type MlflowClient } from '../src/index.ts';
import { startLossyProxy, type LossyProxy } from './lossy-proxy.ts';
import { points } from './metrics-contract.ts';
import { mlflowContract } from './mlflow-contract.ts';
import { MlflowServer, pythonFile, removeFolder, temporaryFolder } from './mlflow-server.ts';
import { accounts } from './accounts.ts';
import { aName, aRun, anExperiment, collect } from './target.ts';

jest.setTimeout(240_000);

let folder: string;
let server: MlflowServer;
let client: MlflowClient;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await MlflowServer.start(folder);
  client = createMlflowClient({ trackingUri: server.url, retry: false });
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await removeFolder(folder);
});

describe('a real MLflow server', () => {
  mlflowContract({ client: () => client });
});

describe('what the server does silently, and the client refuses therefore', () => {
  const post = async (route: string, body: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${server.url}/api/2.0/mlflow/${route}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    await answer.body.dump();
    return answer.statusCode;
  };

  it('drops what comes after a field that it cannot parse, and answers 200', async () => {
    const { runId } = (await aRun(client)).info;
    const point = { key: 'a', value: 1, timestamp: 1, step: 1 };
    const metrics = [point, { ...point, key: 'b', step: 1.5 }, { ...point, key: 'c' }];

    const status = await post('runs/log-batch', { run_id: runId, metrics, params: [{ key: 'p', value: '1' }] });

    const run = await client.runs.get(runId);
    expect(status).toBe(200);
    expect(run.metrics.map(({ key, step }) => [key, step])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
    expect(run.params).toEqual({});
    await expect(client.runs.logMetrics(runId, [{ ...point, step: 1.5 }])).rejects.toMatchObject({
      field: 'metrics[0].step',
    });
  });

  it('cuts params off at 6000 characters and tags at 8000, and answers 200', async () => {
    const { runId } = (await aRun(client)).info;
    const body = {
      run_id: runId,
      params: [{ key: 'p', value: 'x'.repeat(6001) }],
      tags: [{ key: 't', value: 'y'.repeat(8001) }],
    };

    expect(await post('runs/log-batch', body)).toBe(200);

    const run = await client.runs.get(runId);
    expect([run.params['p']?.length, run.tags['t']?.length]).toEqual([6000, 8000]);
    await expect(client.runs.logParams(runId, { q: 'x'.repeat(6001) })).rejects.toMatchObject({ field: 'params["q"]' });
    const cut = await client.runs.logParams(runId, { q: 'x'.repeat(6001) }, { onLongParam: 'truncate' });
    expect(cut.truncatedParams).toEqual(['q']);
  });

  it('ignores a status that it does not know, and answers 200', async () => {
    const { runId } = (await aRun(client)).info;

    expect(await post('runs/update', { run_id: runId, status: 'DONE' })).toBe(200);

    expect((await client.runs.get(runId)).info.status).toBe('RUNNING');
  });
});

describe('a connection that loses answers', () => {
  let proxy: LossyProxy;
  let unlucky: MlflowClient;

  beforeAll(async () => {
    proxy = await startLossyProxy(server.url);
    unlucky = createMlflowClient({ trackingUri: proxy.url, retry: { baseDelayMs: 5 } });
  });

  afterAll(async () => {
    await unlucky.close();
    await proxy.close();
  });

  it('leaves every point once, though the server got the batch three times', async () => {
    const { runId } = (await aRun(client)).info;
    const logged = points('loss', [1, NaN, Infinity, 0.5]);
    const before = proxy.lost();

    proxy.lose('log-batch', 2);
    await unlucky.runs.logBatch(runId, { metrics: logged, params: { a: 1 }, tags: { t: 'v' } });

    expect(proxy.lost() - before).toBe(2);
    expect(await collect(client.runs.metricHistory(runId, 'loss'))).toEqual(logged);
  });

  it('leaves one run, experiment, model and version each', async () => {
    const name = aName('once');
    proxy.lose('experiments/create', 1);
    const experimentId = await unlucky.experiments.create({ name });
    proxy.lose('runs/create', 1);
    const { runId } = (await unlucky.runs.create({ experimentId, idempotencyKey: 'run-1' })).info;
    proxy.lose('registered-models/create', 1);
    await unlucky.registry.models.create({ name });
    proxy.lose('model-versions/create', 1);
    await unlucky.registry.versions.create({ name, runId, source: `runs:/${runId}/a`, idempotencyKey: 'run-1' });

    const runs = await collect(client.runs.search({ experimentIds: [experimentId], viewType: 'ALL' }));
    expect(runs.map((run) => run.info.runId)).toEqual([runId]);
    const versions = await collect(client.registry.versions.search({ filter: `name = '${name}'` }));
    expect(versions.map(({ version }) => version)).toEqual(['1']);
  });

  it('is told apart by an error where sending again could do it twice', async () => {
    const experimentId = await anExperiment(client);

    proxy.lose('runs/create', 1);

    await expect(unlucky.runs.create({ experimentId })).rejects.toMatchObject({ ambiguous: true, address: proxy.url });
    expect(await collect(client.runs.search({ experimentIds: [experimentId] }))).toHaveLength(1);
  });

  it('takes a download up where it broke off', async () => {
    const { runId } = (await aRun(client)).info;
    const bytes = randomBytes(3_000_000);
    await client.artifacts.upload(runId, 'model', bytes);

    proxy.lose('GET /api/2.0/mlflow-artifacts', 1, 1_000_000);
    await unlucky.artifacts.downloadFile(runId, 'model', join(folder, 'resumed'));

    expect((await readFile(join(folder, 'resumed'))).equals(bytes)).toBe(true);
  });

  it('does not hurt what can be sent again: tags, inputs, outputs, deletes, uploads', async () => {
    const { runId, experimentId } = (await aRun(client)).info;
    const { modelId } = await client.loggedModels.create({ experimentId, sourceRunId: runId });
    await client.runs.setTag(runId, 'gone', '1');
    const dataset = { name: 'ko', digest: 'abc', sourceType: 'local', source: '{}' };

    proxy.lose('log-inputs', 1);
    await unlucky.runs.logInputs(runId, { datasets: [{ dataset, tags: {} }] });
    proxy.lose('runs/outputs', 1);
    await unlucky.runs.logOutputs(runId, [{ modelId, step: 1 }]);
    proxy.lose('delete-tag', 1);
    await unlucky.runs.deleteTag(runId, 'gone');
    proxy.lose('PUT ', 1);
    await unlucky.artifacts.upload(runId, 'a.txt', { text: 'a' });
    proxy.lose('DELETE ', 1);
    await unlucky.artifacts.delete(runId, 'a.txt');

    const run = await client.runs.get(runId);
    expect(run.datasets).toHaveLength(1);
    expect(run.modelOutputs).toEqual([{ modelId, step: 1 }]);
    expect(run.tags).not.toHaveProperty('gone');
    expect(await client.artifacts.list(runId)).toEqual([]);
  });
});

describe('the host check', () => {
  it('refuses an unknown host name, and the error says what to start the server with', async () => {
    const { port } = new URL(server.url);
    const dispatcher = new Agent({
      connect: { lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]) },
    });
    const stranger = createMlflowClient({ trackingUri: `http://mlflow.example:${port}`, retry: false, dispatcher });

    const refused = stranger.experiments.getByName('x');

    await expect(refused).rejects.toBeInstanceOf(MlflowHostRejectedError);
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(`--allowed-hosts "mlflow.example:${port},`) as string,
    });
    await dispatcher.close();
  });
});

describe("what the client wrote, read by MLflow's own Python client", () => {
  it('is the same: metrics, params, tags, datasets, artifacts, registry', async () => {
    const name = aName('readback');
    const { experimentId } = await client.experiments.getOrCreate(name);
    const { runId } = (await client.runs.create({ experimentId, runName: '읽기', startTime: 1_700_000_000_000 })).info;
    const logged = points('손실/train', [0.1, NaN, Infinity, -Infinity, 1e-300]);
    const bytes = randomBytes(200_000);
    await writeFile(join(folder, 'bytes.bin'), bytes);
    const dataset = { name: '대화', digest: 'd'.repeat(36), sourceType: 'local', source: '{"uri":"data/한글.jsonl"}' };

    await client.runs.logBatch(runId, {
      metrics: logged,
      params: { rank: 8, 긴: '값'.repeat(6000) },
      tags: { git: 'abc' },
    });
    await client.runs.logInputs(runId, { datasets: [{ dataset, tags: { 'mlflow.data.context': 'training' } }] });
    await client.artifacts.upload(runId, '한글 폴더/100% 가중치.bin', { file: join(folder, 'bytes.bin') });
    await client.runs.terminate(runId, 'FINISHED', 1_700_000_001_000);
    await client.registry.models.create({ name });
    await client.registry.versions.create({ name, source: `runs:/${runId}/한글 폴더`, runId, tags: { sha: 'x' } });
    await client.registry.aliases.set(name, 'champion', 1);

    const read = await pythonFile('read_back.py', server.url, name, runId, '손실/train', '한글 폴더/100% 가중치.bin');

    const [first, , , , last] = logged;
    expect(read).toEqual({
      experiment: name,
      run: ['읽기', 'FINISHED', 1_700_000_000_000, 1_700_000_001_000],
      history: [
        [first?.value, first?.timestamp, 0],
        ['nan', first!.timestamp + 1, 1],
        [Number.MAX_VALUE, first!.timestamp + 2, 2],
        [-Number.MAX_VALUE, first!.timestamp + 3, 3],
        [last?.value, last?.timestamp, 4],
      ],
      params: { rank: '8', 긴: '값'.repeat(6000) },
      git: 'abc',
      datasets: [['대화', 'd'.repeat(36), 'local', dataset.source, { 'mlflow.data.context': 'training' }]],
      sha256: createHash('sha256').update(bytes).digest('hex'),
      champion: ['1', runId, { sha: 'x' }],
    });
  });
});

describe('a server with accounts and workspaces', () => {
  let secured: MlflowServer | undefined;
  const auth = { username: 'admin', password: 'pass word:12345' };
  const open: MlflowClient[] = [];
  const address = (): string => secured?.url ?? '';
  const asUser = (more: object): MlflowClient => {
    open.push(createMlflowClient({ trackingUri: address(), retry: false, ...more }));
    return open.at(-1)!;
  };

  beforeAll(async () => {
    const own = join(folder, 'secured');
    await mkdir(own);
    await copyFile(join(folder, 'mlflow.db'), join(own, 'mlflow.db')); // its tables exist: starts sooner
    secured = await MlflowServer.start(own, {
      flags: ['--app-name', 'basic-auth', '--enable-workspaces'],
      environment: await accounts(own, auth),
    });
    const headers = {
      authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
      'content-type': 'application/json',
    };
    const created = await request(`${secured.url}/api/3.0/mlflow/workspaces`, {
      method: 'POST',
      headers,
      body: '{"name":"team"}',
    });
    await created.body.dump();
  });

  afterAll(async () => {
    for (const user of open) await user.close();
    await secured?.stop();
  });

  it('lets in who has the password, and nobody else', async () => {
    const withAddress = address().replace('http://', `http://admin:${encodeURIComponent(auth.password)}@`);

    expect(await asUser({ auth }).ping()).toEqual({ version: '3.17.2' });
    expect(await asUser({ trackingUri: withAddress }).ping()).toEqual({ version: '3.17.2' });
    await expect(asUser({}).ping()).rejects.toMatchObject({ name: 'MlflowAuthError', status: 401 });
    const wrong = asUser({ auth: { username: 'admin', password: 'guessed-secret' } }).ping();
    await expect(wrong).rejects.toMatchObject({ name: 'MlflowAuthError', status: 401 });
    await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining('guessed') as string });
  });

  it('keeps workspaces apart, artifacts included', async () => {
    const team = asUser({ auth, workspace: 'team' });
    const name = aName('ours');
    const experimentId = await team.experiments.create({ name });
    const { runId } = (await aRun(team, { experimentId })).info;

    await team.artifacts.upload(runId, '한글/a.txt', { text: 'team' });
    await team.artifacts.downloadFile(runId, '한글/a.txt', join(folder, 'team.txt'));

    expect(await readFile(join(folder, 'team.txt'), 'utf8')).toBe('team');
    expect(await asUser({ auth }).experiments.getByName(name)).toBeUndefined();
    await expect(asUser({ auth, workspace: 'nobodys' }).experiments.create({ name })).rejects.toMatchObject({
      errorCode: 'RESOURCE_DOES_NOT_EXIST',
      message: expect.stringContaining("Workspace 'nobodys' not found") as string,
    });
  });
});
