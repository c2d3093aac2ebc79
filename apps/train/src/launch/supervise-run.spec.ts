import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment } from '@naru/config';
import type { JobEvent } from '@naru/contracts';

import { createRun, type RunFolder } from '../job/index.ts';
import { aJob } from '../testing/a-job.ts';
import type { RunOutcome } from './decide-outcome.ts';
import { livingProcesses, startProcesses, type MakeCommand } from './processes.ts';
import { StopRequests } from './stop-requests.ts';
import { superviseRun, type Supervision } from './supervise-run.ts';

const TRAINER = join(import.meta.dirname, '../testing/fake-trainer.ts');
const QUICK = { graceMs: 60_000, hangMs: 60_000, peerMs: 300, pollMs: 20 };

const trainer =
  (scenario: string): MakeCommand =>
  (run, rank) => ({
    file: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', TRAINER, scenario, run.jobPath, String(rank)],
    cwd: run.runDir,
    env: childEnvironment(),
  });

async function aRun(worldSize = 1): Promise<RunFolder> {
  const device = { kind: 'cpu' as const, uuids: [], names: ['CPU'], worldSize, threadsPerProcess: null };
  return createRun(aJob(mkdtempSync(join(tmpdir(), '나루 launch-')), { device }));
}

interface Watched {
  readonly outcome: Promise<RunOutcome>;
  readonly events: JobEvent[];
  readonly earlier: JobEvent[];
  readonly logged: string[];
  readonly stop: StopRequests;
  readonly until: (type: JobEvent['type']) => Promise<void>;
}

function watch(run: RunFolder, scenario: string, over: Partial<Supervision> = {}): Watched {
  const [events, earlier, logged]: [JobEvent[], JobEvent[], string[]] = [[], [], []];
  const stop = new StopRequests();
  const tell = (_detail: object, message: string): void => void logged.push(message);
  const outcome = superviseRun({
    run,
    start: () => startProcesses(run, trainer(scenario)),
    adopted: false,
    observer: { onEvent: (event, before) => void (before ? earlier : events).push(event) },
    stop,
    settings: QUICK,
    log: { info: tell, warn: tell },
    ...over,
  });
  const until = async (type: JobEvent['type']): Promise<void> => {
    while (!events.some((event) => event.type === type)) await sleep(10);
  };
  return { outcome, events, earlier, logged, stop, until };
}

describe('a job that does its work', () => {
  it('is followed event by event to its end, Hangul cut between its bytes included', async () => {
    const run = await aRun();

    const { outcome, events } = watch(run, 'success');

    expect(await outcome).toMatchObject({ state: 'finished', event: { steps: 4 } });
    expect(events.map((event) => event.seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(events.find((event) => event.type === 'sample')).toMatchObject({ answer: '배를 대는 곳' });
  });

  it('is finished although some of its lines are no events', async () => {
    const { outcome, events, logged } = watch(await aRun(), 'garbage-but-finished');

    expect((await outcome).state).toBe('finished');
    expect(events.map((event) => event.type)).toEqual(['run.started', 'metric', 'run.finished']);
    expect(logged).toContain('an event of an unknown type is skipped');
    expect(logged).toContain('events are missing');
  });

  it('may have one process that leaves before the other', async () => {
    expect(await watch(await aRun(2), 'peers', { settings: { ...QUICK, peerMs: 50 } }).outcome).toMatchObject({
      state: 'finished',
    });
  });

  it('says by itself why it failed', async () => {
    expect(await watch(await aRun(), 'told-failure').outcome).toMatchObject({
      state: 'failed',
      code: 'data.nothing-to-learn',
      message: '안 됩니다.',
      told: true,
    });
  });
});

describe('a job that does not say how it ended', () => {
  it.each([
    ['is killed by a signal', 'crash', 'job.crashed', /ended by SIGSEGV and did not say why/],
    ['ends well but tells nothing', 'silent', 'job.crashed', /ended with status 0 and did not say why/],
    ['finds the disk full', 'disk-full', 'disk.full', /disk is full/],
    ['writes what nobody can read', 'garbage', 'job.garbage', /2 lines of events\.jsonl are no events/],
    ['never stops writing what nobody can read', 'flood', 'job.garbage', /last 1000 lines/],
    ['speaks another version', 'version-2', 'job.garbage', /version 2; this launcher reads version 1/],
    [
      'says that it finished and ends with an error',
      'finished-but-status-3',
      'job.crashed',
      /said that it finished, but ended with status 3/,
    ],
    [
      'says that it failed and ends well',
      'failed-but-status-0',
      'job.crashed',
      /failed with data\.invalid, but ended with status 0/,
    ],
    ['fails with a code that nobody knows', 'unknown-code', 'internal', /weather\.bad: 비가 옵니다/],
    ['tells its end twice', 'twice', 'job.crashed', /told its end twice/],
  ])('because it %s is a failure that says so', async (_what, scenario, code, message) => {
    const outcome = await watch(await aRun(), scenario).outcome;

    expect(outcome).toMatchObject({
      state: 'failed',
      code,
      message: expect.stringMatching(message) as string,
      told: false,
    });
  });

  it('shows the end of its log, without what would disturb a terminal', async () => {
    const outcome = await watch(await aRun(), 'crash').outcome;

    expect(outcome).toMatchObject({
      logTail: expect.arrayContaining(['step 2 of 4', 'Traceback: 무언가 잘못됨']) as string[],
    });
  });

  it('because its Python is not there is a crash with the shell’s words', async () => {
    const run = await aRun();
    const nothing: MakeCommand = () => ({ file: '/none/python', args: [run.jobPath], cwd: run.runDir, env: {} });

    const outcome = await watch(run, '', { start: () => startProcesses(run, nothing) }).outcome;

    expect(outcome).toMatchObject({ code: 'job.crashed', message: expect.stringContaining('status 127') as string });
  });
});

describe('a job that hangs', () => {
  it('is ended, and found hung', async () => {
    const { outcome } = watch(await aRun(), 'hang', { settings: { ...QUICK, hangMs: 500 } });

    expect(await outcome).toMatchObject({ state: 'failed', code: 'job.hung' });
  });

  it('is killed when it does not listen', async () => {
    const { outcome, logged } = watch(await aRun(), 'deaf', { settings: { ...QUICK, hangMs: 500, graceMs: 200 } });

    expect(await outcome).toMatchObject({ code: 'job.hung' });
    expect(logged).toContain('the job is killed');
  });
});

describe('Ctrl-C', () => {
  it('lets the job write a checkpoint and end as cancelled', async () => {
    const { outcome, events, stop, until } = watch(await aRun(), 'graceful');
    await until('metric');

    stop.request();

    expect(await outcome).toMatchObject({ state: 'failed', code: 'cancelled', told: true });
    expect(events.map((event) => event.type)).toContain('checkpoint');
  });

  it('ends a job that does not listen once its time is over', async () => {
    const { outcome, stop, until } = watch(await aRun(), 'deaf', { settings: { ...QUICK, graceMs: 200 } });
    await until('run.started');

    stop.request();

    expect(await outcome).toMatchObject({
      code: 'cancelled',
      told: false,
      message: expect.stringMatching(/before it could/) as string,
    });
  });

  it('given twice ends it at once', async () => {
    let now = 0;
    const stop = new StopRequests(() => now);
    const { outcome, until } = watch(await aRun(), 'deaf', { stop, settings: { ...QUICK, graceMs: 60_000 } });
    await until('run.started');

    stop.request();
    now = 2000;
    stop.request();

    expect(await outcome).toMatchObject({ code: 'cancelled', message: 'The run was ended by force.' });
  });

  it('that arrives twice, from the terminal and from Nx, counts once', () => {
    let now = 0;
    const stop = new StopRequests(() => now);

    stop.request();
    now = 300;
    stop.request();

    expect([stop.asked, stop.insisted]).toEqual([true, false]);
  });
});

describe('a run of two processes', () => {
  it('ends within seconds when one of them dies', async () => {
    const run = await aRun(2);

    const outcome = await watch(run, 'peer-dies').outcome;

    expect(outcome).toMatchObject({ code: 'peer.lost', message: 'Process 1 of 2 ended by SIGKILL.' });
    expect(livingProcesses(run)).toEqual([]);
    expect(existsSync(join(run.runDir, 'job.rank1.log'))).toBe(true);
  });
});

describe('a job whose launcher is gone', () => {
  it('goes on, is found by the next launcher and followed to its end', async () => {
    const run = await aRun();
    const processes = await startProcesses(run, trainer('held'));
    while (!existsSync(run.job.eventsPath) || processes[0]?.pid === undefined) await sleep(10);
    const [found] = livingProcesses(run);

    const { outcome, earlier, events } = watch(run, '', {
      adopted: true,
      start: () => Promise.resolve(livingProcesses(run)),
    });

    writeFileSync(join(run.runDir, 'go-on'), '');

    expect(found?.pid).toBe(processes[0].pid);
    expect(await outcome).toMatchObject({ state: 'finished' });
    expect([...earlier, ...events].map((event) => event.seq)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(livingProcesses(run)).toEqual([]);
  });

  it('is not mistaken for another process that has its pid', async () => {
    const run = await aRun();
    mkdirSync(join(run.runDir, 'process/1'), { recursive: true });
    writeFileSync(join(run.runDir, 'process/1/0.pid'), `${process.ppid} ${process.ppid}\n`);

    expect(livingProcesses(run)).toEqual([]);
  });
});

describe('the second attempt of a run', () => {
  it('is judged by its own end, not by the first one’s', async () => {
    const run = await aRun();
    const first = watch(run, 'graceful');
    await first.until('metric');
    first.stop.request();
    await first.outcome;

    const second = watch(run, 'silent');

    expect(await second.outcome).toMatchObject({ code: 'job.crashed' });
    expect(second.earlier.map((event) => event.type)).toContain('run.failed');
    expect(readFileSync(run.job.eventsPath, 'utf8').trimEnd().split('\n')).toHaveLength(6);
  });
});
