import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { JobEvent } from '@naru/contracts';
import { createMlflowClient, type MlflowClient } from '@naru/mlflow-js-client';

import { run, start, type RunningCommand } from '../testing/command.ts';
import { freePort } from '../testing/ports.ts';
import { eventsOf, lastOf, losses, runFolder, runIds } from '../testing/run-folder.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, tinyModel, type TestWorkspace } from '../testing/workspace.ts';

const MINUTE_MS = 60_000;
const STEPS = 24;
// NARU_KILLS=20 runs the long form: that many kills of each process, at moments of its own seed.
const KILLS = Number(process.env['NARU_KILLS'] ?? 1);
const SEED = Number(process.env['NARU_KILL_SEED'] ?? 7);

const CONFIG = `name: tiny
base_model: models/base/tiny
max_length: 128
batch_size: 2
max_steps: ${STEPS}
max_train_rows: 48
refused_rows: skip
max_validation_rows: 8
learning_rate: 1e-3
lora: { rank: 4, alpha: 8 }
evaluation: { every_steps: 8 }
checkpoints: { every_steps: 3 }
samples: { prompts: [배포가 무엇인가요?], max_new_tokens: 4 }
`;

/** When to kill, in percent of a run's time; the same for the same seed (xorshift32). */
function moments(count: number, salt: number): number[] {
  let state = SEED * 7919 + salt;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % 100;
  });
}

describe('a run', () => {
  let workspace: TestWorkspace;
  let env: Record<string, string>;
  let client: MlflowClient;
  let uninterrupted: Map<number, number>;
  /** From the start of the job's process to its last event. */
  let durationMs: number;

  beforeAll(async () => {
    workspace = testWorkspace();
    tinyModel(workspace);
    writeFileSync(join(workspace.root, 'tiny.yaml'), CONFIG);
    const port = await freePort();
    env = { MLFLOW_PORT: String(port) };
    client = createMlflowClient({ trackingUri: `http://127.0.0.1:${port}` });
    const { status, output } = await run(workspace, 'train', ['lora', '--config=tiny.yaml', '--devices=cpu'], env);
    if (status !== 0) throw new Error(output);
    const { runId, startedAt } = await started(0);
    const events = eventsOf(workspace, runId);
    uninterrupted = losses(events);
    durationMs = lastOf(events, 'run.finished').at - startedAt;
  }, 10 * MINUTE_MS);

  afterAll(async () => {
    await stopMlflow(workspace);
    workspace.remove();
  }, MINUTE_MS);

  const train = (): RunningCommand => start(workspace, 'train', ['lora', '--config=tiny.yaml', '--devices=cpu'], env);
  const resume = (runId: string) => run(workspace, 'train', ['resume', `--run=${runId}`], env);

  /** The job of the run that comes after `before` others, as soon as it is a process. */
  async function started(before: number): Promise<{ runId: string; pid: number; startedAt: number }> {
    for (;;) {
      const runId = runIds(workspace)[before];
      const record = runId && join(runFolder(workspace, runId), 'process/1/0.pid');
      if (runId && record && existsSync(record)) {
        const pid = Number(readFileSync(record, 'utf8').split(' ')[0]);
        return { runId, pid, startedAt: statSync(record).mtimeMs };
      }
      await sleep(10);
    }
  }

  /** A run and its launcher, `percent` of a run's time after its job began. */
  async function under(percent: number): Promise<{ launcher: RunningCommand; runId: string; pid: number }> {
    const before = runIds(workspace).length;
    const launcher = train();
    const { runId, pid, startedAt } = await started(before);
    await sleep(Math.max(0, startedAt + (durationMs * percent) / 100 - Date.now()));
    return { launcher, runId, pid };
  }

  function isFinished(runId: string): boolean {
    const path = join(runFolder(workspace, runId), 'events.jsonl');
    return existsSync(path) && readFileSync(path, 'utf8').includes('"run.finished"');
  }

  function holdsTogether(runId: string): void {
    const events = eventsOf(workspace, runId);
    const steps = events
      .filter((event) => event.type === 'metric' && 'loss' in event.values)
      .map((event) => (event as { step: number }).step);

    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
    expect(new Set(steps).size).toBe(steps.length);
    expect(events.filter((event: JobEvent) => event.type === 'run.finished')).toHaveLength(1);
    const after = losses(events);
    expect([...after.keys()].sort((a, b) => a - b)).toEqual([...uninterrupted.keys()].sort((a, b) => a - b));
    for (const [step, loss] of uninterrupted) expect(Math.abs((after.get(step) ?? NaN) - loss)).toBeLessThan(1e-4);
  }

  async function standsOnceInMlflow(runId: string): Promise<void> {
    const experiment = await client.experiments.getByName('naru');
    const found = [];
    const filter = `tags."naru.runId" = '${runId}'`;
    for await (const one of client.runs.search({ experimentIds: [experiment?.experimentId ?? ''], filter }))
      found.push(one);
    expect(found.map((one) => one.info.status)).toEqual(['FINISHED']);
    const history = client.runs.metricHistory(found[0]?.info.runId ?? '', 'loss');
    const points: number[] = [];
    for await (const point of history) points.push(point.step);
    expect(points.sort((a, b) => a - b)).toEqual([...uninterrupted.keys()].sort((a, b) => a - b));
  }

  it.each(moments(KILLS, 1))(
    'whose job is killed after %i%% of its time says so, and resumes to the same losses',
    async (percent) => {
      const { launcher, runId, pid } = await under(percent);
      const over = isFinished(runId);
      if (!over) process.kill(pid, 'SIGKILL');
      const ended = await launcher.ended;

      if (!over && !isFinished(runId)) {
        expect(ended.status).not.toBe(0);
        expect(ended.output).toMatch(/SIGKILL/);
        expect(await resume(runId)).toMatchObject({ status: 0 });
      }
      holdsTogether(runId);
      await standsOnceInMlflow(runId);
    },
    8 * MINUTE_MS,
  );

  it.each(moments(KILLS, 2))(
    'whose launcher is killed after %i%% of its time goes on, is found again, and ends with the same losses',
    async (percent) => {
      const { launcher, runId } = await under(percent);
      launcher.child.kill('SIGKILL');
      await launcher.ended;

      const { status, output } = await resume(runId);
      if (status !== 0) expect(output).toMatch(/run\.finished/);
      await run(workspace, 'train', ['sync'], env);
      holdsTogether(runId);
      await standsOnceInMlflow(runId);
    },
    8 * MINUTE_MS,
  );

  it.each(moments(KILLS, 3))(
    'whose MLflow is killed after %i%% of its time finishes, and MLflow gets every point once',
    async (percent) => {
      const { launcher, runId } = await under(percent);
      await stopMlflow(workspace, 'SIGKILL');

      expect(await launcher.ended).toMatchObject({ status: 0 });
      holdsTogether(runId);
      expect(await run(workspace, 'train', ['sync'], env)).toMatchObject({ status: 0 });
      await standsOnceInMlflow(runId);
    },
    8 * MINUTE_MS,
  );
});
