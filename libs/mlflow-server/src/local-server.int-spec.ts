import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';

import { ensureServer, type MlflowServer } from './ensure-server.ts';
import { MlflowSettings } from './settings.ts';
import { stopServer } from './stop-server.ts';
import { databaseUri, localStore } from './tracking-place.ts';

// A path with a space and Korean, as people have them.
const root = mkdtempSync(join(tmpdir(), '나루 mlflow '));
const python = join(workspaceRoot(), '.venv/bin/python');
const START_MS = 180_000;

/** What MLflow before 3.7 kept: one folder an experiment. */
function oldFileStore(folder: string): void {
  for (const [id, name] of [
    ['0', 'Default'],
    ['693205266782916065', '옛 실험'],
  ] as const) {
    mkdirSync(join(folder, id), { recursive: true });
    const meta = { artifact_location: `file://${folder}/${id}`, experiment_id: id, lifecycle_stage: 'active', name };
    writeFileSync(join(folder, id, 'meta.yaml'), JSON.stringify({ ...meta, creation_time: 1, last_update_time: 1 }));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function settings(trackingUri: string, port?: number): Promise<MlflowSettings> {
  return Object.assign(new MlflowSettings(), { trackingUri, port: port ?? (await freePort()) });
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof AppError) return error;
  throw new Error(`was not refused: ${String(error)}`);
}

const ensure = (of: MlflowSettings): Promise<MlflowServer> => ensureServer(of, { root, python });
const pidOfServer = (): number =>
  (JSON.parse(readFileSync(join(root, 'mlruns/server.json'), 'utf8')) as { pid: number }).pid;

async function get(url: string, path: string): Promise<unknown> {
  return (await fetch(`${url}/api/2.0/mlflow/${path}`)).json();
}

describe('the local MLflow server', () => {
  afterAll(async () => {
    await stopServer(await settings('./mlruns'), root);
  });

  it(
    'serves an old file store once it is migrated by the command that the refusal prints',
    async () => {
      const mine = await settings('./mlruns');
      oldFileStore(join(root, 'mlruns'));

      const error = await refusal(ensure(mine));
      const command = error.hint?.split('\n').find((line) => line.includes('migrate-filestore')) ?? '';
      execFileSync('/bin/sh', ['-c', command], { cwd: workspaceRoot(), stdio: 'ignore' });
      const { url } = await ensure(mine);

      const path = `experiments/get-by-name?experiment_name=${encodeURIComponent('옛 실험')}`;
      expect(await get(url, path)).toMatchObject({ experiment: { name: '옛 실험' } });
    },
    START_MS,
  );

  it(
    'is used on when its supervisor was killed, and found whatever the port in the settings is',
    async () => {
      const mine = await settings('./mlruns');
      const { url } = await ensure(mine);

      process.kill(pidOfServer(), 'SIGKILL');
      await sleep(300);

      expect(await ensure(mine)).toEqual({ url, started: false, local: true });
    },
    START_MS,
  );

  it(
    'that was killed is started once by several that need it, and outlives them',
    async () => {
      const mine = await settings('./mlruns');
      const killed = pidOfServer();
      process.kill(-killed, 'SIGKILL');

      const both = await Promise.all([ensure(mine), ensure(mine)]);

      expect(both.map((server) => server.started).sort()).toEqual([false, true]);
      expect(pidOfServer()).not.toBe(killed);
      expect(readFileSync(join(root, 'logs/mlflow.log'), 'utf8')).toContain('Uvicorn running');
    },
    START_MS,
  );

  it(
    'is refused a port that an MLflow of another folder has, with the address to use it by',
    async () => {
      const { url } = await ensure(await settings('./mlruns'));
      const error = await refusal(ensure(await settings('./elsewhere', Number(new URL(url).port))));

      expect(error.code).toBe('port.taken');
      expect(error.hint).toContain(`MLFLOW_TRACKING_URI=${url}`);
    },
    START_MS,
  );

  it(
    'is stopped by its record',
    async () => {
      const mine = await settings('./mlruns');

      expect(await stopServer(mine, root)).toEqual(expect.any(Number));
      expect(await stopServer(mine, root)).toBeUndefined();
    },
    START_MS,
  );

  it(
    'is started where the one found dies before it answers',
    async () => {
      const mine = await settings('./mlruns');
      const store = localStore(join(root, 'mlruns'));
      const dying = spawn('/bin/sh', ['-c', 'sleep 1; exit 1', databaseUri(store)], { detached: true });
      writeFileSync(store.record, JSON.stringify({ pid: dying.pid, port: await freePort() }));

      expect(await ensure(mine)).toMatchObject({ started: true });
    },
    START_MS,
  );

  it('is refused a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const error = await refusal(ensure(await settings('./mlruns-c', port)));
    other.close();

    expect(error.code).toBe('port.taken');
    expect(error.message).toContain(`another program listens on port ${port}`);
  });

  it('that cannot start says what it said', async () => {
    const mine = await settings('./mlruns-d');
    const error = await refusal(ensureServer(mine, { root, python: '/bin/false' }));

    expect(error.code).toBe('tracking.unreachable');
    expect(error.message).toMatch(/ended with 1\. Last lines of .*mlflow\.log/);
  });

  it('needs the Python environment', async () => {
    const error = await refusal(ensureServer(await settings('./mlruns-e'), { root, python: '.venv/bin/python' }));

    expect(error).toMatchObject({ code: 'python.unavailable', hint: expect.stringContaining('python:env') as string });
  });

  it('is refused a folder that cannot be made', async () => {
    const error = await refusal(ensure(await settings('/sys/mlruns')));

    expect(error.code).toBe('disk.read-only');
  });
});
