import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { JobEvent } from '@naru/contracts';
import { createMlflowClient, type MlflowClient } from '@naru/mlflow-js-client';

import { run, start, type RunningCommand } from '../testing/command.ts';
import { freePort } from '../testing/ports.ts';
import { eventsOf, losses, runFolder, runIds } from '../testing/run-folder.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, tinyModel, type TestWorkspace } from '../testing/workspace.ts';

const MINUTE_MS = 60_000;
const STEPS = 24;
// NARU_KILLS=20 runs the long form: that many kills of each process, at moments of its own seed.
const KILLS = Number(process.env['NARU_KILLS'] ?? 2);
const SEED = Number(process.env['NARU_KILL_SEED'] ?? 7);

const CONFIG = `name: tiny
base_model: models/base/tiny
max_length: 128
batch_size: 2
max_steps: ${STEPS}
max_train_rows: 48
max_validation_rows: 8
learning_rate: 1e-3
lora: { rank: 4, alpha: 8 }
evaluation: { every_steps: 8 }
checkpoints: { every_steps: 3 }
samples: { prompts: [배포가 무엇인가요?], max_new_tokens: 4 }
`;

/** Steps to kill at, the same for the same seed (xorshift32). */
function moments(count: number, salt: number): number[] {
  let state = SEED * 7919 + salt;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % (STEPS - 2);
  });
}

describe('a run', () => {
  let workspace: TestWorkspace;
  let env: Record<string, string>;
  let client: MlflowClient;
  let uninterrupted: Map<number, number>;

  beforeAll(async () => {
    workspace = testWorkspace();
    tinyModel(workspace);
    writeFileSync(join(workspace.root, 'tiny.yaml'), CONFIG);
    const port = await freePort();
    env = { MLFLOW_PORT: String(port) };
    client = createMlflowClient({ trackingUri: `http://127.0.0.1:${port}` });
    const { status, output } = await run(workspace, 'train', ['lora', '--config=tiny.yaml', '--devices=cpu'], env);
    if (status !== 0) throw new Error(output);
    uninterrupted = losses(eventsOf(workspace, runIds(workspace)[0] ?? ''));
  }, 10 * MINUTE_MS);

  afterAll(async () => {
    await stopMlflow(workspace);
    workspace.remove();
  }, MINUTE_MS);

  const train = (): RunningCommand => start(workspace, 'train', ['lora', '--config=tiny.yaml', '--devices=cpu'], env);
  const resume = (runId: string) => run(workspace, 'train', ['resume', `--run=${runId}`], env);

  /** Waits until the newest of more than `before` runs has done `step` steps. */
  async function reached(step: number, before: number): Promise<string> {
    for (;;) {
      const runId = runIds(workspace)[before];
      if (runId !== undefined && stepsDone(runId) >= step) return runId;
      await sleep(10);
    }
  }

  function stepsDone(runId: string): number {
    const path = join(runFolder(workspace, runId), 'events.jsonl');
    if (!existsSync(path)) return -1;
    return [...readFileSync(path, 'utf8').matchAll(/"type": ?"metric"/g)].length;
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
    'whose job is killed at step %i says so, and resumes to the same losses',
    async (step) => {
      const before = runIds(workspace).length;
      const launcher = train();
      const runId = await reached(step, before);
      const [started] = eventsOf(workspace, runId).filter((event) => event.type === 'run.started');
      process.kill(started?.pid ?? 0, 'SIGKILL');
      const ended = await launcher.ended;

      expect(ended.status).not.toBe(0);
      expect(ended.output).toMatch(/SIGKILL/);
      expect((await resume(runId)).status).toBe(0);
      holdsTogether(runId);
      await standsOnceInMlflow(runId);
    },
    8 * MINUTE_MS,
  );

  it.each(moments(KILLS, 2))(
    'whose launcher is killed at step %i goes on, is found again, and ends with the same losses',
    async (step) => {
      const before = runIds(workspace).length;
      const launcher = train();
      const runId = await reached(step, before);
      launcher.child.kill('SIGKILL');
      await launcher.ended;

      expect((await resume(runId)).status).toBe(0);
      holdsTogether(runId);
      await standsOnceInMlflow(runId);
    },
    8 * MINUTE_MS,
  );

  it.each(moments(KILLS, 3))(
    'whose MLflow is killed at step %i finishes, and MLflow gets every point once',
    async (step) => {
      const before = runIds(workspace).length;
      const launcher = train();
      const runId = await reached(step, before);
      await stopMlflow(workspace, 'SIGKILL');

      expect((await launcher.ended).status).toBe(0);
      holdsTogether(runId);
      expect((await run(workspace, 'train', ['sync'], env)).status).toBe(0);
      await standsOnceInMlflow(runId);
    },
    8 * MINUTE_MS,
  );
});
