import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { startFakeMlflow, type FakeMlflow } from '@naru/mlflow-js-client/testing';

import { scriptedRun, wholeRun } from '../testing/scripted-run.ts';
import { artifact, artifacts, closed, onlyRun, steps, trackerOf, until } from '../testing/tracked.ts';

const fakes: FakeMlflow[] = [];
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close();
});

async function fakeMlflow(): Promise<FakeMlflow> {
  const fake = await startFakeMlflow();
  fakes.push(fake);
  return fake;
}

describe('a finished run', () => {
  it('stands in MLflow with its parameters, points, dataset, tags, files, end and model version', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    wholeRun(run);

    const outcome = await closed(trackerOf(run, mlflow));

    const found = onlyRun(mlflow);
    expect(outcome).toEqual({
      state: 'delivered',
      runUrl: `${mlflow.url}/#/experiments/1/runs/${found.runId}`,
      message: null,
    });
    expect(mlflow.state.experiments.get('1')?.name).toBe('naru');
    expect(found).toMatchObject({ status: 'FINISHED', startTime: Date.parse(run.job.createdAt) });
    expect(Object.fromEntries(found.params)).toMatchObject({ 'lora.rank': '16', base_model: 'smollm2-135m-instruct' });
    expect(Object.fromEntries(found.tags)).toMatchObject({
      'naru.runId': run.job.runId,
      'naru.device': 'CPU, float32',
      'naru.attempts': '1',
      'naru.template.sha256': 'd'.repeat(64),
      'naru.data.sha256': 'a'.repeat(64),
      'naru.version.torch': '2.13.0',
      'mlflow.note.content': expect.stringContaining('| eval_loss | 3.0000 | 2.0000 |') as string,
    });
    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3, 4]);
    expect(steps(mlflow, 'eval_loss_ko')).toEqual([0, 4]);
    expect(steps(mlflow, 'system/rss_bytes')).toEqual([1, 2, 3, 4]);
    expect(found.points.find((point) => point.key === 'final_eval_loss')).toMatchObject({ value: 2, step: 4 });
    expect(found.datasets).toEqual([
      expect.objectContaining({
        dataset: expect.objectContaining({ name: 'samples', digest: 'a'.repeat(32) }) as object,
        tags: expect.objectContaining({
          'mlflow.data.context': 'training',
          'naru.sha256': 'a'.repeat(64),
        }) as object,
      }),
    ]);
    expect(artifacts(mlflow)).toEqual([
      'adapter.gguf',
      'adapter/README.md',
      'adapter/adapter_config.json',
      'adapter/adapter_model.safetensors',
      'events.jsonl',
      'job.json',
      'loss.svg',
      'preflight.json',
      'refused.jsonl',
      'samples.json',
    ]);
    expect(JSON.parse(artifact(mlflow, 'samples.json'))).toEqual({
      columns: ['prompt', 'before', 'after'],
      data: [['나루가 뭐예요?', '모릅니다', '배를 대는 곳']],
    });
    const version = mlflow.state.models.get('smollm2-135m-instruct')?.versions.get('1');
    expect(version).toMatchObject({ runId: found.runId, source: `${found.artifactUri}/adapter` });
    expect(Object.fromEntries(version?.tags ?? [])).toMatchObject({
      'naru.runId': run.job.runId,
      'naru.adapterSha256': 'b'.repeat(64),
      'naru.datasetId': run.job.data.id,
    });
  });

  it('is not sent again', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    wholeRun(run);
    await closed(trackerOf(run, mlflow));
    const before = mlflow.requests.length;

    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');

    expect(mlflow.requests).toHaveLength(before);
  });

  it('goes to the experiment and the registered model that its configuration names', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun({
      change: ({ config }) => Object.assign(config, { experiment_name: '한국어', registered_model_name: 'team/chat' }),
    });
    wholeRun(run);

    await closed(trackerOf(run, mlflow));

    expect(mlflow.state.experiments.get('1')?.name).toBe('한국어');
    expect([...mlflow.state.models.keys()]).toEqual(['team-chat']);
  });

  it('with a configuration longer than MLflow keeps is cut there, and whole in job.json', async () => {
    const mlflow = await fakeMlflow();
    const long = '긴 설명 '.repeat(3000);
    const run = scriptedRun({ change: ({ config }) => Object.assign(config, { description: long }) });
    wholeRun(run);

    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');

    expect(onlyRun(mlflow).params.get('description')).toHaveLength(6000);
    expect(onlyRun(mlflow).tags.get('naru.params.cut')).toBe('description');
    expect(artifact(mlflow, 'job.json')).toContain(long);
  });

  it('may have losses that are no numbers, and languages of any name', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    run.metric(1, { loss: 'NaN', grad_norm: 'Infinity' });
    run.evaluated(1, { ['eval_loss_한국어'.normalize('NFD')]: 1, 'eval_loss_../../etc': 2, 'eval_loss_a,b?': 3 });
    run.finished();

    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');

    const { points } = onlyRun(mlflow);
    expect(points.find((point) => point.key === 'loss')?.value).toBeNaN();
    expect(points.map((point) => point.key)).toEqual(
      expect.arrayContaining(['grad_norm', 'eval_loss_한국어', 'eval_loss_a_b_']),
    );
  });
});

describe('a run that goes on', () => {
  it('is in MLflow while it trains, point by point', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    const tracker = trackerOf(run, mlflow);
    tracker.start();
    run.started();
    run.metric(1);
    await until(() => mlflow.state.runs.size === 1 && steps(mlflow, 'loss').length === 1);
    run.metric(2);
    await until(() => steps(mlflow, 'loss').length === 2);

    expect(onlyRun(mlflow).status).toBe('RUNNING');
    expect(tracker.runUrl).toContain(onlyRun(mlflow).runId);

    run.finished();
    await closed(tracker);
    expect(onlyRun(mlflow).status).toBe('FINISHED');
  });

  it('has half a line in its events until it is whole, and lines that are none', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    const tracker = trackerOf(run, mlflow);
    tracker.start();
    run.started();
    const bytes = Buffer.from(run.line('metric', { step: 1, totalSteps: 2, values: { loss_손실: 1 } }));
    const cut = bytes.findIndex((byte) => byte >= 0x80) + 1;
    run.raw(bytes.subarray(0, cut));
    await until(() => mlflow.state.runs.size === 1);
    await sleep(40);
    run.raw(bytes.subarray(cut));
    run.raw('not JSON\n{"v":1}\n\n\xff\n');
    run.metric(2);
    run.finished();

    expect((await closed(tracker)).state).toBe('delivered');

    expect(steps(mlflow, 'loss_손실')).toEqual([1]);
    expect(steps(mlflow, 'loss')).toEqual([2]);
  });

  it('whose file loses its half line before the next attempt is read on', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    const tracker = trackerOf(run, mlflow);
    tracker.start();
    run.started();
    run.metric(1);
    const whole = readFileSync(run.job.eventsPath);
    run.raw('{"v":1,"runId":"half');
    await until(() => mlflow.state.runs.size === 1 && steps(mlflow, 'loss').length === 1);
    await sleep(40);
    writeFileSync(run.job.eventsPath, whole);
    run.started(2);
    run.metric(2);
    run.finished();

    await closed(tracker);

    expect(steps(mlflow, 'loss')).toEqual([1, 2]);
    expect(onlyRun(mlflow).tags.get('naru.attempts')).toBe('2');
  });

  it('and was cancelled is KILLED, resumed RUNNING, and at its end FINISHED, one run all the while', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    run.metric(1);
    run.metric(2);
    run.failed('cancelled');
    await closed(trackerOf(run, mlflow));
    expect(onlyRun(mlflow).status).toBe('KILLED');
    expect(mlflow.state.models.size).toBe(0);

    const tracker = trackerOf(run, mlflow);
    run.started(2);
    run.metric(2, { loss: 2.980001 });
    run.metric(3);
    tracker.start();
    await until(() => steps(mlflow, 'loss').length === 3);
    expect(onlyRun(mlflow).status).toBe('RUNNING');
    run.finished();
    await closed(tracker);

    expect(onlyRun(mlflow).status).toBe('FINISHED');
    expect(steps(mlflow, 'loss')).toEqual([1, 2, 3]);
    expect(onlyRun(mlflow).tags.get('naru.error.code')).not.toBe('cancelled');
  });

  it('and ended without a word is what the launcher says, whatever the job said', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    wholeRun(run);
    run.outcome('job.crashed', 'The job said that it finished, but ended by SIGSEGV.');

    await closed(trackerOf(run, mlflow));

    expect(onlyRun(mlflow).status).toBe('FAILED');
    expect(onlyRun(mlflow).tags.get('naru.error.message')).toContain('SIGSEGV');
    expect(mlflow.state.models.size).toBe(0);
  });

  it('has no end yet when its launcher leaves; abandoned, it is FAILED', async () => {
    const mlflow = await fakeMlflow();
    const run = scriptedRun();
    run.started();
    run.metric(1);

    expect((await closed(trackerOf(run, mlflow))).state).toBe('delivered');
    expect(onlyRun(mlflow).status).toBe('RUNNING');

    await closed(trackerOf(run, mlflow, { abandoned: true }));
    expect(onlyRun(mlflow).status).toBe('FAILED');
  });
});
