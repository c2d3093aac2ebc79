import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';
import { createMlflowClient } from '@naru/mlflow-js-client';
import { MlflowSettings, stopServer } from '@naru/mlflow-server';

import { scriptedRun, wholeRun, type ScriptedRun } from '../testing/scripted-run.ts';
import { silent } from '../testing/tracked.ts';
import { createTracker, type Tracker } from './tracker.ts';

const root = mkdtempSync(join(tmpdir(), '나루 tracking '));
const python = join(workspaceRoot(), '.venv/bin/python');
const testing = join(import.meta.dirname, '../testing');
const LONG_MS = 400_000;
const SERVER_KILLS = 1;
const DELIVERY_KILLS = 8;

const early = scriptedRun({ root, runId: '20260301T090000-aaaaaa' });
const live = scriptedRun({ root, runId: '20260301T090000-bbbbbb' });
const killed = scriptedRun({ root, runId: '20260301T090000-cccccc' });

let port = 0;
const localSettings = (): MlflowSettings =>
  Object.assign(new MlflowSettings(), { trackingUri: join(root, 'mlruns'), port });
const url = (): string => `http://127.0.0.1:${port}`;

function trackerOf(run: ScriptedRun, settings: MlflowSettings): Tracker {
  const timing = { flushMs: 100, backoffMs: 100, longestBackoffMs: 500 };
  return createTracker({ runDir: run.runDir, settings, log: silent, timing, logDir: join(root, 'logs') });
}

const remote = (): MlflowSettings => Object.assign(new MlflowSettings(), { trackingUri: url() });

function serverPid(): number | undefined {
  try {
    return (JSON.parse(readFileSync(join(root, 'mlruns/server.json'), 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}

function signalServer(signal: NodeJS.Signals): void {
  const pid = serverPid();
  if (pid !== undefined) process.kill(-pid, signal);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONG_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await sleep(100);
  }
}

const answers = async (): Promise<boolean> => (await fetch(`${url()}/health`).catch(() => undefined))?.ok === true;

/** What MLflow's own Python client finds. */
interface FoundRun {
  readonly status: string;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly metrics: Record<string, [number, number, number][]>;
  readonly datasets: unknown[];
  readonly artifacts: string[];
  readonly job: unknown;
  readonly versions: unknown[];
}

beforeAll(async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
});

afterAll(async () => {
  signalServer('SIGCONT');
  await stopServer(localSettings(), root);
});

describe('a run and a real MLflow server', () => {
  it('that is not there from the start: the run waits', async () => {
    wholeRun(early);

    const outcome = await trackerOf(early, remote()).close({ deadlineMs: 20_000 });

    expect(outcome).toMatchObject({ state: 'pending', message: expect.stringMatching(/nothing answers/) as string });
  });

  it(
    'that is started for the run, and killed while it lasts: everything arrives',
    async () => {
      const tracker = trackerOf(live, localSettings());
      tracker.start();
      live.started();
      live.preflight();
      let step = 0;
      const training = setInterval(() => live.metric(++step), 30);
      for (let kills = 0; kills < SERVER_KILLS; kills += 1) {
        await until(answers);
        await sleep(Math.random() * 1500);
        signalServer('SIGKILL');
        await sleep(200);
      }
      clearInterval(training);
      live.evaluated(step);
      live.finished();

      expect(await tracker.close({ deadlineMs: LONG_MS })).toMatchObject({ state: 'delivered' });
      expect(tracker.runUrl).toMatch(new RegExp(`^${url()}/#/experiments/1/runs/`));
    },
    LONG_MS,
  );

  it(
    'that hangs does not keep a person waiting, and gets the rest later',
    async () => {
      signalServer('SIGSTOP');
      const begun = Date.now();
      const outcome = await trackerOf(early, remote()).close({ deadlineMs: 1500 });
      signalServer('SIGCONT');

      expect(outcome.state).toBe('pending');
      expect(Date.now() - begun).toBeLessThan(20_000);
      expect(await trackerOf(early, remote()).close({ deadlineMs: LONG_MS })).toMatchObject({ state: 'delivered' });
    },
    LONG_MS,
  );

  it(
    'whose delivery is killed at random moments and begun again',
    async () => {
      killed.started();
      for (let step = 1; step <= 1500; step += 1) killed.metric(step);
      killed.finished();
      const deliver = [join(testing, 'deliver.ts'), killed.runDir, url()];

      for (let kills = 0; kills < DELIVERY_KILLS; kills += 1) {
        const child = spawn(process.execPath, deliver, { stdio: 'ignore' });
        const exited = once(child, 'exit');
        await Promise.race([sleep(300 + Math.random() * 1500), exited]);
        child.kill('SIGKILL');
        await exited;
      }
      const outcome = JSON.parse(execFileSync(process.execPath, deliver, { encoding: 'utf8' })) as unknown;

      expect(outcome).toMatchObject({ state: 'delivered' });
    },
    LONG_MS,
  );
});

describe('what MLflow holds then, read with its own Python client', () => {
  let found: Record<string, FoundRun[]>;
  beforeAll(() => {
    const ids = [early, live, killed].map((run) => run.job.runId);
    const text = execFileSync(python, [join(testing, 'read_back.py'), url(), ...ids], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: root },
      maxBuffer: 256 * 1024 ** 2,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    found = JSON.parse(text) as typeof found;
  }, LONG_MS);

  const events = (run: ScriptedRun): { type: string; step: number; at: number; values: Record<string, number> }[] =>
    readFileSync(run.job.eventsPath, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as never);

  it.each([
    ['waited for MLflow', early],
    ['saw the server killed', live],
    ['saw its delivery killed', killed],
  ])('is one run that %s, with every point once', (_what, run) => {
    const runs = found[run.job.runId] ?? [];
    const expected = events(run)
      .filter((event) => event.type === 'metric')
      .map((event) => [event.step, event.at, event.values['loss']]);

    expect(runs).toHaveLength(1);
    expect(runs[0]?.status).toBe('FINISHED');
    expect(runs[0]?.metrics['loss']).toEqual(expected);
    expect(runs[0]?.metrics['system/rss_bytes']).toHaveLength(expected.length);
    expect(runs[0]?.metrics['final_eval_loss']?.[0]?.[2]).toBe(2);
    expect(runs[0]?.versions).toMatchObject([{ name: 'smollm2-135m-instruct', tags: { 'naru.runId': run.job.runId } }]);
  });

  it('has what the run comes from, and its files', () => {
    const [run] = found[early.job.runId] ?? [];

    expect(run?.params).toMatchObject({ 'lora.rank': '16', name: 'tiny' });
    expect(run?.tags).toMatchObject({ 'naru.device': 'CPU, float32', 'naru.data.sha256': 'a'.repeat(64) });
    expect(run?.datasets).toEqual([
      {
        name: 'samples',
        digest: 'a'.repeat(32),
        tags: expect.objectContaining({ 'naru.sha256': 'a'.repeat(64), 'mlflow.data.context': 'training' }) as object,
      },
    ]);
    expect(run?.artifacts).toEqual(
      expect.arrayContaining(['adapter/adapter_model.safetensors', 'adapter.gguf', 'events.jsonl', 'samples.json']),
    );
    expect(run?.job).toEqual(early.job);
  });

  it('is the same through our own client', async () => {
    const client = createMlflowClient({ trackingUri: url() });
    const run = await client.runs.findByIdempotencyKey('1', killed.job.runId);
    const steps: number[] = [];
    for await (const point of client.runs.metricHistory(run?.info.runId ?? '', 'loss')) steps.push(point.step);
    await client.close();

    expect(steps).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
  });
});
