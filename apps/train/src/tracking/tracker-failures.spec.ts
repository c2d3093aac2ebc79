import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { MlflowSettings } from '@naru/mlflow-server';
import { startFakeMlflow, type FakeMlflow, type FakeMlflowOptions } from '@naru/mlflow-js-client/testing';

import { scriptedRun, wholeRun } from '../testing/scripted-run.ts';
import { artifacts, closed, onlyRun, silent, steps, timing, trackerOf, until } from '../testing/tracked.ts';
import { createTracker } from './tracker.ts';

/** Far above what is claimed, far below what waiting for MLflow would take. */
const SOON_MS = 15_000;
const fakes: FakeMlflow[] = [];
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close();
});

async function fakeMlflow(options: FakeMlflowOptions = {}): Promise<FakeMlflow> {
  const fake = await startFakeMlflow(options);
  fakes.push(fake);
  return fake;
}

describe('MLflow that is away', () => {
  it('from the beginning costs nothing but the delivery, which comes later', async () => {
    const mlflow = await fakeMlflow();
    await mlflow.stop();
    const run = scriptedRun();
    wholeRun(run);

    const outcome = await closed(trackerOf(run, mlflow));
    expect(outcome).toMatchObject({ state: 'pending', runUrl: null });
    expect(outcome.message).toMatch(/nothing answers at/);

    await mlflow.resume();
    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');
    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3, 4]);
  });

  it('for a while gets what it missed once it is back', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    const tracker = trackerOf(run, mlflow);
    tracker.start();
    run.started();
    run.metric(1);
    await until(() => mlflow.state.runs.size === 1 && steps(mlflow, 'loss').length === 1);
    await mlflow.stop();
    run.metric(2);
    await sleep(100); // that it fails meanwhile; it holds without that too
    await mlflow.resume();
    run.metric(3);
    run.finished();

    expect((await closed(tracker)).state).toBe('delivered');
    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3]);
  });

  it('and comes back empty gets everything again', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    run.metric(1);
    await closed(trackerOf(run, mlflow));
    mlflow.state.runs.clear();
    run.metric(2);
    run.finished();

    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');
    expect(steps(mlflow, 'loss')).toEqual([1, 2]);
    expect(onlyRun(mlflow).params.get('lora.rank')).toBe('16');
    expect(artifacts(mlflow)).toContain('job.json');
  });

  it('that answers too slowly is not waited for longer than asked', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    wholeRun(run);
    mlflow.misbehave({ kind: 'slow', ms: 60_000 }, { times: 100 });
    const begun = Date.now();

    expect((await closed(trackerOf(run, mlflow), 300)).state).toBe('pending');

    expect(Date.now() - begun).toBeLessThan(SOON_MS);
    mlflow.behave();
    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');
  });

  it.each([
    ['drops connections', { kind: 'drop' } as const],
    ['drops connections after it has done what was asked', { kind: 'drop', accepted: true } as const],
    ['answers 503', { kind: 'status', status: 503 } as const],
    ['answers 503 and does it all the same', { kind: 'status', status: 503, accepted: true } as const],
    ['cuts its answers', { kind: 'cut' } as const],
  ])('and %s at every third request has every point once in the end', async (_how, misbehaviour) => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    wholeRun(run);
    let requests = 0;
    const everyThird = { test: () => ++requests % 3 === 0 } as unknown as RegExp;
    mlflow.misbehave(misbehaviour, { on: everyThird, times: 1000 });

    for (let tries = 0; tries < 20; tries += 1) {
      if ((await closed(trackerOf(run, mlflow))).state === 'delivered') break;
    }

    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3, 4]);
    expect(steps(mlflow, 'eval_loss')).toEqual([0, 4]);
    expect(mlflow.state.models.get('smollm2-135m-instruct')?.versions.size).toBe(1);
    expect(onlyRun(mlflow).status).toBe('FINISHED');
    expect(artifacts(mlflow)).toHaveLength(10);
  });
});

describe('MLflow that refuses', () => {
  it('by its host check says what to do, at once, and keeps the events', async () => {
    const mlflow = await fakeMlflow({ allowedHosts: ['mlflow:5000'] });
    const run = scriptedRun();
    wholeRun(run);
    const begun = Date.now();

    const outcome = await closed(trackerOf(run, mlflow));

    expect(outcome.state).toBe('refused');
    expect(outcome.message).toMatch(/allowed-hosts/);
    expect(Date.now() - begun).toBeLessThan(SOON_MS);
  });

  it('unknown people names the variables, and shows no password', async () => {
    const mlflow = await fakeMlflow({ auth: { username: '나루', password: 'right-password' } });
    const run = scriptedRun();
    wholeRun(run);
    const settings = Object.assign(new MlflowSettings(), {
      trackingUri: mlflow.url.replace('//', '//someone:wrong-password@'),
    });

    const outcome = await closed(createTracker({ runDir: run.runDir, settings, log: silent, timing }));

    expect(outcome.state).toBe('refused');
    expect(outcome.message).toMatch(/MLFLOW_TRACKING_USERNAME/);
    expect(JSON.stringify(outcome)).not.toContain('wrong-password');
  });

  it('a run that somebody deleted there says so', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    await closed(trackerOf(run, mlflow));
    onlyRun(mlflow).deleted = true;
    run.metric(1);
    run.finished();

    const outcome = await closed(trackerOf(run, mlflow));

    expect(outcome).toMatchObject({ state: 'refused', message: expect.stringMatching(/deleted/) as string });
  });
});

describe('a delivery that dies', () => {
  it('anywhere is taken up again without a point twice or missing', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    wholeRun(run);
    for (let dieAt = 1; dieAt < 60; dieAt += 1) {
      const tracker = trackerOf(run, mlflow, { timing: { ...timing, backoffMs: 1 } });
      let requests = 0;
      const dies = (): boolean => {
        requests += 1;
        // It tries again: the first request that was dropped has been seen to fail.
        if (requests > dieAt) void tracker.close({ deadlineMs: 0 });
        return requests >= dieAt;
      };
      mlflow.behave();
      mlflow.misbehave(
        { kind: 'drop', accepted: dieAt % 2 === 0 },
        { on: { test: dies } as unknown as RegExp, times: 1000 },
      );
      const outcome = await closed(tracker);
      if (outcome.state === 'delivered') break;
    }

    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3, 4]);
    expect(onlyRun(mlflow).status).toBe('FINISHED');
    expect(mlflow.state.models.get('smollm2-135m-instruct')?.versions.size).toBe(1);
  });

  it('before it could write down what it had done repeats that, and MLflow holds it once', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    run.metric(1);
    const tracker = trackerOf(run, mlflow);
    await closed(tracker);
    const state = join(run.runDir, 'tracking.json');
    const early = readFileSync(state);
    run.metric(2);
    run.finished();
    await closed(trackerOf(run, mlflow));

    for (const kept of [early, Buffer.from('{"v":1,"half'), Buffer.from('')]) {
      writeFileSync(state, kept);
      expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');
    }

    expect(steps(mlflow, 'loss')).toEqual([1, 2]);
    expect(mlflow.state.models.get('smollm2-135m-instruct')?.versions.size).toBe(1);
    expect(onlyRun(mlflow).status).toBe('FINISHED');
  });

  it('with the end of the events in a power cut delivers what was told after it', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    run.metric(1);
    const kept = readFileSync(run.job.eventsPath, 'utf8');
    run.metric(2);
    run.metric(3);
    await closed(trackerOf(run, mlflow));
    const again = (seq: number, step: number): string =>
      `${JSON.stringify({ v: 1, runId: run.job.runId, seq, at: 1_790_000_000_000 + seq, type: 'metric', step, totalSteps: 9, values: { loss: 1 } })}\n`;
    writeFileSync(run.job.eventsPath, kept + again(2, 2) + again(3, 4) + again(4, 5));

    await closed(trackerOf(run, mlflow));

    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3, 4, 5]);
  });
});
