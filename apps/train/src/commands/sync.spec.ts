import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startFakeMlflow, type FakeMlflow, type FakeMlflowOptions } from '@naru/mlflow-js-client/testing';

import { lockRun } from '../job/index.ts';
import { StopRequests } from '../launch/index.ts';
import { scriptedRun, wholeRun, type ScriptedRun } from '../testing/scripted-run.ts';
import { trackerOf } from '../testing/tracked.ts';
import { deliverEarlier, sync, type SyncDeps } from './sync.ts';

const fakes: FakeMlflow[] = [];
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close();
});

async function workspace(options: FakeMlflowOptions = {}) {
  const mlflow = await startFakeMlflow(options);
  fakes.push(mlflow);
  const root = mkdtempSync(join(tmpdir(), '나루 sync '));
  const runs = new Map<string, ScriptedRun>();
  const written: string[] = [];
  const stop = new StopRequests();
  const deps: SyncDeps = {
    places: { root, cwd: root },
    terminal: { write: (text) => void written.push(text) },
    stop,
    track: (runDir, over) => trackerOf(runs.get(runDir)!, mlflow, over),
  };
  const add = (runId: string): ScriptedRun => {
    const run = scriptedRun({ root, runId });
    runs.set(run.runDir, run);
    return run;
  };
  return { mlflow, deps, add, stop, text: () => written.join('') };
}

const FIRST = '20260301T090000-aaaaaa';
const SECOND = '20260301T100000-bbbbbb';

describe('train:sync', () => {
  it('delivers every run and says what, then finds nothing more to do', async () => {
    const { mlflow, deps, add, text } = await workspace();
    wholeRun(add(FIRST));
    const second = add(SECOND);
    second.started();
    second.metric(1);
    second.failed('device.out-of-memory');

    expect(await sync({}, deps)).toBe(0);
    expect(await sync({}, deps)).toBe(0);

    expect(text()).toMatch(new RegExp(`${FIRST}  delivered 11 events, 10 files: http://.*/#/experiments/1/runs/`));
    expect(text()).toMatch(new RegExp(`${SECOND}  delivered 3 events`));
    expect(text()).toMatch(new RegExp(`${FIRST}  already there`));
    expect([...mlflow.state.runs.values()].map((run) => run.status)).toEqual(['FINISHED', 'FAILED']);
  });

  it('delivers everything again to a store that is new', async () => {
    const { mlflow, deps, add, text } = await workspace();
    wholeRun(add(FIRST));
    await sync({}, deps);
    mlflow.state.runs.clear();

    expect(await sync({}, deps)).toBe(0);

    expect(text().match(/delivered 11 events, 10 files/g)).toHaveLength(2);
    expect([...mlflow.state.runs.values()]).toMatchObject([{ status: 'FINISHED' }]);
  });

  it('delivers the one run that is named', async () => {
    const { mlflow, deps, add } = await workspace();
    wholeRun(add(FIRST));
    wholeRun(add(SECOND));

    expect(await sync({ run: 'latest' }, deps)).toBe(0);

    expect([...mlflow.state.runs.values()].map((run) => run.tags.get('naru.runId'))).toEqual([SECOND]);
  });

  it('ends as FAILED what ended without a word', async () => {
    const { mlflow, deps, add } = await workspace();
    const run = add(FIRST);
    run.started();
    run.metric(1);

    await sync({}, deps);

    expect([...mlflow.state.runs.values()]).toMatchObject([{ status: 'FAILED' }]);
  });

  it('leaves alone a run that goes on', async () => {
    const { mlflow, deps, add, text } = await workspace();
    const run = add(FIRST);
    run.started();
    const lock = await lockRun(run.runDir);

    expect(await sync({}, deps)).toBe(0);
    await lock.release();

    expect(text()).toContain('goes on now');
    expect(mlflow.state.runs.size).toBe(0);
  });

  it('stops at the first run when MLflow is away, and says how many wait', async () => {
    const { mlflow, deps, add } = await workspace();
    wholeRun(add(FIRST));
    wholeRun(add(SECOND));
    await mlflow.stop();

    await expect(sync({}, deps)).rejects.toMatchObject({
      code: 'tracking.unreachable',
      message: expect.stringMatching(/^2 of the runs wait for MLflow\. .*nothing answers/) as string,
    });
  });

  it('goes on with the others when MLflow refuses one', async () => {
    const { mlflow, deps, add, text } = await workspace();
    const first = add(FIRST);
    first.started();
    await sync({}, deps);
    [...mlflow.state.runs.values()][0]!.deleted = true;
    first.metric(1);
    wholeRun(add(SECOND));

    await expect(sync({}, deps)).rejects.toMatchObject({
      code: 'tracking.refused',
      message: `MLflow does not take: ${FIRST}.`,
    });

    expect(text()).toMatch(new RegExp(`${SECOND}  delivered`));
  });

  it('tells of a run whose job.json cannot be read, and delivers the others', async () => {
    const { deps, add, text } = await workspace();
    const broken = add(FIRST);
    writeFileSync(join(broken.runDir, 'job.json'), '{"v": 1,');
    wholeRun(add(SECOND));

    await expect(sync({}, deps)).rejects.toMatchObject({ code: 'tracking.refused' });

    expect(text()).toMatch(/job\.json cannot be read/);
    expect(text()).toMatch(new RegExp(`${SECOND}  delivered`));
  });

  it('says so where there is no run, and refuses one that is not there', async () => {
    const { deps, add, text } = await workspace();
    mkdirSync(join(deps.places.root, 'models'), { recursive: true });

    expect(await sync({}, deps)).toBe(0);
    expect(text()).toMatch(/no run yet/);
    add(FIRST);
    await expect(sync({ run: SECOND }, deps)).rejects.toMatchObject({ code: 'run.not-found' });
  });

  it('stops when asked', async () => {
    const { mlflow, deps, add, stop } = await workspace();
    wholeRun(add(FIRST));
    mlflow.misbehave({ kind: 'slow', ms: 600 }, { times: 50 });

    setTimeout(() => stop.request(), 50);

    await expect(sync({}, deps)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a run that MLflow took', () => {
  it('brings along what earlier ones could not deliver', async () => {
    const { mlflow, deps, add, text } = await workspace();
    wholeRun(add(FIRST));
    wholeRun(add(SECOND));
    await sync({ run: SECOND }, deps);

    await deliverEarlier(deps);

    expect(text()).toMatch(new RegExp(`MLflow now has run ${FIRST} too: delivered 11 events`));
    expect(text().match(new RegExp(SECOND, 'g'))).toHaveLength(1);
    expect(mlflow.state.runs.size).toBe(2);
  });

  it('says nothing of earlier ones where MLflow went away again', async () => {
    const { mlflow, deps, add, text } = await workspace();
    wholeRun(add(FIRST));
    await mlflow.stop();

    await deliverEarlier(deps);

    expect(text()).toBe('');
  });
});
