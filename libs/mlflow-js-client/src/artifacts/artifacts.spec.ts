import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, readdir, rm, symlink, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createMlflowClient, type MlflowClient, type MlflowClientOptions } from '../index.ts';
import { startFakeMlflow, type FakeMlflow, type FakeMlflowOptions } from '../testing/index.ts';

let folder: string;
let fake: FakeMlflow;
let client: MlflowClient;
let runId: string;

async function start(server: FakeMlflowOptions = {}, options: Partial<MlflowClientOptions> = {}): Promise<void> {
  fake = await startFakeMlflow(server);
  client = createMlflowClient({ trackingUri: fake.url, retry: { baseDelayMs: 1, maxDelayMs: 5 }, ...options });
  runId = (await client.runs.create({ experimentId: '0' })).info.runId;
}

const stored = (path: string): Buffer | undefined => fake.state.artifacts.get(`0/${runId}/artifacts/${path}`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
});

afterEach(async () => {
  await client.close();
  await fake.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an upload over a bad connection', () => {
  it('of a file or of bytes is sent again from its beginning', async () => {
    await start();
    const bytes = randomBytes(300_000);
    await writeFile(join(folder, 'a'), bytes);
    fake.misbehave({ kind: 'drop' }, { method: 'PUT', times: 2 });
    fake.misbehave({ kind: 'status', status: 503 }, { method: 'PUT' });

    await client.artifacts.upload(runId, 'a', { file: join(folder, 'a') });

    expect(stored('a')?.equals(bytes)).toBe(true);
    expect(fake.requests.filter(({ method }) => method === 'PUT')).toHaveLength(4);
  });

  it('of a stream is not: its bytes are gone', async () => {
    await start();
    fake.misbehave({ kind: 'status', status: 503 }, { method: 'PUT' });
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('once'));
    };

    await expect(client.artifacts.upload(runId, 'a', { stream: stream() })).rejects.toMatchObject({ status: 503 });
    expect(stored('a')).toBeUndefined();
  });

  it('can be aborted by the caller', async () => {
    await start();
    const reason = new Error('enough');
    const controller = new AbortController();
    const work = (): Promise<void> => {
      controller.abort(reason);
      return Promise.resolve();
    };
    fake.misbehave({ kind: 'meanwhile', work }, { method: 'PUT' });

    await expect(client.artifacts.upload(runId, 'a', { text: 'x' }, { signal: controller.signal })).rejects.toBe(
      reason,
    );
  });
});

describe('an upload', () => {
  it('of a file that grows meanwhile takes what was there at the start', async () => {
    await start();
    const log = join(folder, 'events.jsonl');
    await writeFile(log, 'one\n');
    fake.misbehave({ kind: 'meanwhile', work: () => appendFile(log, 'two\n') }, { on: 'runs/get' });

    await client.artifacts.upload(runId, 'events.jsonl', { file: log });

    expect(stored('events.jsonl')?.toString()).toMatch(/^one\n/);
  });

  it('of what is not there, or not a file, says so and sends nothing', async () => {
    await start();
    const before = fake.requests.length;

    await expect(client.artifacts.upload(runId, 'a', { file: join(folder, 'none') })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(client.artifacts.upload(runId, 'a', { file: folder })).rejects.toThrow(
      'is not a regular file; see uploadFolder',
    );
    await expect(client.artifacts.upload(runId, '../a', { text: '' })).rejects.toThrow('leaves the run');
    expect(fake.requests).toHaveLength(before);
  });

  it('of a file that vanishes before it is sent fails as a file, not as a connection', async () => {
    await start();
    const file = join(folder, 'short-lived');
    await writeFile(file, 'x');
    fake.misbehave({ kind: 'meanwhile', work: () => rm(file) }, { on: 'runs/get' });

    await expect(client.artifacts.upload(runId, 'a', { file })).rejects.toMatchObject({ code: 'ENOENT', path: file });
  });

  it("asks for a run's place once, however many artifacts it gets", async () => {
    await start();

    for (const name of ['a', 'b', 'c']) await client.artifacts.upload(runId, name, { text: name });

    expect(fake.requests.filter(({ path }) => path.endsWith('runs/get'))).toHaveLength(1);
  });

  it('of a folder follows links and stops at the first failure', async () => {
    await start();
    await mkdir(join(folder, 'up', 'real'), { recursive: true });
    await writeFile(join(folder, 'up', 'real', 'a.txt'), 'a');
    await symlink(join(folder, 'up', 'real'), join(folder, 'up', 'linked'));

    expect(await client.artifacts.uploadFolder(runId, join(folder, 'up'))).toEqual(['linked/a.txt', 'real/a.txt']);
    fake.misbehave({ kind: 'status', status: 400 }, { method: 'PUT' });
    await expect(client.artifacts.uploadFolder(runId, join(folder, 'up'))).rejects.toMatchObject({ status: 400 });
  });
});

describe('a download over a bad connection', () => {
  it('is taken up where it broke off, and the file is whole', async () => {
    await start();
    const bytes = randomBytes(2_000_000);
    await client.artifacts.upload(runId, 'model', bytes);
    fake.misbehave({ kind: 'cut' }, { method: 'GET', on: 'artifacts/0/', times: 2 });

    await client.artifacts.downloadFile(runId, 'model', join(folder, 'model'));

    expect((await readFile(join(folder, 'model'))).equals(bytes)).toBe(true);
    const asked = fake.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/model'));
    const further = expect.stringMatching(/^bytes=[1-9]\d*-$/) as string;
    expect(asked.map(({ headers }) => headers.range)).toEqual([undefined, further, further]);
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('starts anew where the artifact was replaced meanwhile', async () => {
    await start();
    const [before, after] = [Buffer.alloc(500_000, 'a'), Buffer.alloc(600_000, 'b')];
    await client.artifacts.upload(runId, 'model', before);
    fake.misbehave({ kind: 'cut' }, { method: 'GET', on: 'artifacts/0/' });
    const path = `0/${runId}/artifacts/model`;
    const second = createMlflowClient({
      trackingUri: fake.url,
      retry: { baseDelayMs: 1 },
      onRetry: () => void fake.state.artifacts.set(path, after),
    });

    await second.artifacts.downloadFile(runId, 'model', join(folder, 'model'));

    expect((await readFile(join(folder, 'model'))).equals(after)).toBe(true);
    await second.close();
  });

  it('that does not get well leaves the old file and nothing half', async () => {
    await start();
    await client.artifacts.upload(runId, 'model', randomBytes(100_000));
    await writeFile(join(folder, 'model'), 'old');
    fake.misbehave({ kind: 'cut' }, { method: 'GET', on: 'artifacts/0/', times: 99 });

    await expect(client.artifacts.downloadFile(runId, 'model', join(folder, 'model'))).rejects.toMatchObject({
      retryable: true,
    });
    expect(await readFile(join(folder, 'model'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('as a stream fails in the stream, rather than ending early', async () => {
    await start();
    await client.artifacts.upload(runId, 'model', randomBytes(100_000));
    fake.misbehave({ kind: 'cut' }, { method: 'GET', on: 'artifacts/0/' });

    const stream = await client.artifacts.download(runId, 'model');

    await expect(text(stream)).rejects.toMatchObject({ name: 'MlflowConnectionError', address: fake.url });
  });
});

describe('a server that lists a path outside the run', () => {
  it('is not followed', async () => {
    await start();
    const body = JSON.stringify({ files: [{ path: '../../.bashrc', is_dir: false, file_size: '1' }] });
    fake.misbehave({ kind: 'status', status: 200, body }, { on: 'artifacts/list', times: 9 });

    await expect(client.artifacts.downloadFolder(runId, '', join(folder, 'down'))).rejects.toThrow('leaves the run');
    await expect(client.artifacts.list(runId)).rejects.toThrow('leaves the run');
  });
});

describe('a large file, where the store takes parts', () => {
  const multipart = { thresholdBytes: 10, partBytes: 4, concurrency: 2 };

  beforeEach(async () => {
    await writeFile(join(folder, 'big'), '0123456789ab나');
  });

  it('goes in parts, without our credentials, and is put together in order', async () => {
    const auth = { username: 'naru', password: 'secret' };
    await start({ multipart: true, auth }, { auth });
    fake.misbehave({ kind: 'status', status: 503 }, { on: 'fake-store' });

    await client.artifacts.upload(runId, '폴더/big', { file: join(folder, 'big') }, { multipart });

    expect(stored('폴더/big')?.toString()).toBe('0123456789ab나');
    const parts = fake.requests.filter(({ path }) => path.startsWith('/fake-store/'));
    expect(parts.map(({ bodyBytes }) => bodyBytes).sort()).toEqual([3, 4, 4, 4, 4].sort());
    expect(fake.openUploads).toBe(0);
  });

  it('is aborted as a whole when a part cannot be sent, and the first failure is told', async () => {
    await start({ multipart: true });
    fake.misbehave({ kind: 'status', status: 403, body: 'signature expired' }, { on: 'fake-store', times: 99 });

    const sent = client.artifacts.upload(runId, 'big', { file: join(folder, 'big') }, { multipart });

    await expect(sent).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('signature expired') as string,
    });
    expect(fake.openUploads).toBe(0);
    expect(stored('big')).toBeUndefined();
  });

  it('goes as one PUT where it is small, or parts are not wanted', async () => {
    await start({ multipart: true });

    await client.artifacts.upload(runId, 'big', { file: join(folder, 'big') });
    await client.artifacts.upload(runId, 'big2', { file: join(folder, 'big') }, { multipart: false });

    expect(fake.requests.some(({ path }) => path.includes('mpu'))).toBe(false);
    expect(stored('big2')).toHaveLength(15);
  });
});
