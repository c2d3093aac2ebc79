import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment } from '@naru/config';
import { endGroup } from '@naru/files';

import { freePort } from './free-port.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const START_MS = 240_000;
const END_MS = 60_000;
const inImage = /MLFLOW_SERVER_ALLOWED_HOSTS=(\S+)/.exec(read('deployment/mlflow/Dockerfile'))?.[1] ?? '';
const inCompose = /MLFLOW_ALLOWED_HOSTS:-([^}]+)\}/.exec(read('docker-compose.yml'))?.[1] ?? '';

/** The status of MLflow's answer to somebody who asks it by this name. */
function statusFor(port: number, host: string): Promise<number> {
  const path = '/api/2.0/mlflow/experiments/get?experiment_id=0';
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe("MLflow with the image's settings", () => {
  let server: ChildProcess;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'naru-mlflow-'));
    const env = childEnvironment({
      MLFLOW_SERVER_ALLOWED_HOSTS: inImage,
      MLFLOW_BACKEND_STORE_URI: `sqlite:///${join(folder, 'mlflow.db')}`,
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_DISABLE_TELEMETRY: 'true',
    });
    const where = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
    const artifacts = ['--artifacts-destination', join(folder, 'artifacts')];
    server = spawn(join(root, '.venv/bin/python'), ['-m', 'mlflow', 'server', ...where, ...artifacts], {
      cwd: folder,
      detached: true,
      env,
      stdio: 'ignore',
    });
    for (const until = performance.now() + START_MS; performance.now() < until;) {
      if ((await statusFor(port, 'localhost').catch(() => 0)) === 200) return;
      await sleep(250);
    }
    throw new Error('MLflow did not start');
  }, START_MS + 10_000);
  afterAll(() => endGroup(server.pid ?? 0), END_MS);

  it('has the same names in the image and in docker-compose.yml', () => {
    expect(inCompose).toBe(inImage);
  });

  it.each(['localhost', 'localhost:5000', '127.0.0.1:5000', 'mlflow', 'mlflow:5000'])('answers to %s', async (host) => {
    expect(await statusFor(port, host)).toBe(200);
  });

  it.each(['evil.example', 'mlflow.evil.example', '192.168.1.7:5000'])('refuses to answer to %s', async (host) => {
    expect(await statusFor(port, host)).toBe(403);
  });
});
