import { appendFileSync, mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { aJob } from '../testing/a-job.ts';
import { decideOutcome, type JobEnd } from './decide-outcome.ts';
import { EventReader, type TerminalEvent } from './event-reader.ts';
import { EventTail } from './event-tail.ts';
import { freePort } from './free-port.ts';
import { jobCommand } from './job-command.ts';
import { Liveness } from './liveness.ts';
import { logTail } from './log-tail.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'naru-launch-'));

describe('the command of a job', () => {
  const root = folder();
  mkdirSync(join(root, '.venv/bin'), { recursive: true });
  writeFileSync(join(root, '.venv/bin/python'), '');
  const device = (over: object) =>
    aJob(root, {
      device: { kind: 'cuda', uuids: ['GPU-a'], names: ['A'], worldSize: 1, threadsPerProcess: null, ...over },
    });

  it('sees one card only, by its UUID, whatever the machine has', () => {
    const { file, args, cwd, env } = jobCommand(root, '/run/job.json', device({}), 0, 0);

    expect([file, ...args]).toEqual([join(root, '.venv/bin/python'), '-m', 'naru_torch', 'train', '/run/job.json']);
    expect(cwd).toBe(join(root, 'libs/torch-jobs'));
    expect(env).toMatchObject({ CUDA_VISIBLE_DEVICES: 'GPU-a', CUDA_DEVICE_ORDER: 'PCI_BUS_ID', HF_HUB_OFFLINE: '1' });
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['RANK']));
  });

  it('meets the other process of its run as torchrun would have it', () => {
    const { env } = jobCommand(
      root,
      '/run/job.json',
      device({ uuids: ['GPU-a', 'GPU-b'], names: ['A', 'B'], worldSize: 2 }),
      1,
      23456,
    );

    expect(env).toMatchObject({
      CUDA_VISIBLE_DEVICES: 'GPU-a,GPU-b',
      RANK: '1',
      LOCAL_RANK: '1',
      WORLD_SIZE: '2',
      MASTER_ADDR: '127.0.0.1',
      MASTER_PORT: '23456',
    });
  });

  it('sees no card where it is to train on the CPU, and takes its share of the cores', () => {
    const { env } = jobCommand(root, '/run/job.json', device({ kind: 'cpu', uuids: [], threadsPerProcess: 3 }), 0, 0);

    expect(env).toMatchObject({ CUDA_VISIBLE_DEVICES: '', OMP_NUM_THREADS: '3' });
  });

  it('is refused without the Python environment', () => {
    expect(() => jobCommand(folder(), '/run/job.json', aJob(root), 0, 0)).toThrow(AppError);
  });
});

describe('the tail of the event file', () => {
  const texts = (lines: readonly Buffer[]): string[] => lines.map((line) => line.toString('utf8'));

  it('gives whole lines only, also when a character comes in two parts', () => {
    const path = join(folder(), 'events.jsonl');
    const tail = new EventTail(path);
    const bytes = Buffer.from('{"a":"한"}\n{"b":1}\n');

    expect(tail.read()).toEqual([]);
    appendFileSync(path, bytes.subarray(0, 7));
    expect(tail.read()).toEqual([]);
    appendFileSync(path, bytes.subarray(7));
    expect(texts(tail.read())).toEqual(['{"a":"한"}', '{"b":1}']);
    expect(tail.read()).toEqual([]);
    tail.close();
  });

  it('goes on after a half line that a killed process left is removed', () => {
    const path = join(folder(), 'events.jsonl');
    const tail = new EventTail(path);
    writeFileSync(path, 'one\nhalf of tw');
    expect(texts(tail.read())).toEqual(['one']);

    truncateSync(path, 4);
    appendFileSync(path, 'two\n');

    expect(texts(tail.read())).toEqual(['two']);
    tail.close();
  });

  it('reads lines longer than its buffer, and gives up on one without an end', () => {
    const path = join(folder(), 'events.jsonl');
    const tail = new EventTail(path);
    writeFileSync(path, `${'x'.repeat(600_000)}\nshort\n`);
    expect(tail.read().map((line) => line.length)).toEqual([600_000, 5]);

    appendFileSync(path, 'y'.repeat(17 * 1024 * 1024));
    expect(tail.read().length).toBeGreaterThan(0);
    tail.close();
  });
});

describe('reading events', () => {
  const RUN = '20260301T090000-a1b2c3';
  const logged: string[] = [];
  const log = {
    info: (_: object, message: string) => void logged.push(message),
    warn: (_: object, message: string) => void logged.push(message),
  };
  const line = (seq: number, over: object = {}): Buffer =>
    Buffer.from(JSON.stringify({ v: 1, runId: RUN, seq, at: 1, type: 'phase', name: 'train', ...over }));

  it('skips one that was written twice and goes on over a gap', () => {
    const reader = new EventReader(RUN, log);

    expect([line(0), line(0), line(5), line(4)].map((one) => reader.accept(one)?.seq)).toEqual([
      0,
      undefined,
      5,
      undefined,
    ]);
    expect(logged).toEqual(expect.arrayContaining(['an event was written twice', 'events are missing']));
    expect(reader.garbage).toBe(0);
  });

  it('counts what is no event of this run', () => {
    const reader = new EventReader(RUN, log);

    for (const bad of [
      line(0, { runId: '20260301T090000-zzzzzz' }),
      line(0, { name: 'nap' }),
      Buffer.from('[]'),
      Buffer.from([0xc3, 0x28]),
    ]) {
      expect(reader.accept(bad)).toBeUndefined();
    }
    expect(reader.garbage).toBe(4);
    expect(reader.accept(Buffer.alloc(0))).toBeUndefined();
    expect(reader.unreadable).toBeUndefined();
  });
});

describe('liveness', () => {
  function watched(cpu: () => number | undefined) {
    const clock = { now: 0 };
    return { clock, liveness: new Liveness(60_000, cpu, () => clock.now) };
  }

  it('is lost without an event and without CPU time', () => {
    const { clock, liveness } = watched(() => 5);
    clock.now = 59_000;
    expect(liveness.isHung()).toBe(false);
    clock.now = 60_000;
    expect(liveness.isHung()).toBe(true);
  });

  it('is kept by a step that computes long, and by every event', () => {
    let cpu = 0;
    const { clock, liveness } = watched(() => cpu);
    clock.now = 60_000;
    cpu = 60;
    expect(liveness.isHung()).toBe(false);
    clock.now = 100_000;
    liveness.seen();
    clock.now = 159_000;
    expect(liveness.isHung()).toBe(false);
  });

  it('is lost where threads only tick', () => {
    let cpu = 0;
    const { clock, liveness } = watched(() => cpu);
    clock.now = 60_000;
    cpu = 0.1;
    expect(liveness.isHung()).toBe(true);
  });
});

describe('the outcome of a job', () => {
  const finished = { type: 'run.finished' } as TerminalEvent;
  const cancelled = { type: 'run.failed', code: 'cancelled', message: 'Stopped.', hint: null } as TerminalEvent;
  const end = (over: Partial<JobEnd>): JobEnd => ({
    terminals: [],
    ends: [{ code: 0, signal: null }],
    endedFor: 'nothing',
    failedFirst: -1,
    garbage: 0,
    unreadable: undefined,
    hangMinutes: 10,
    logTail: [],
    ...over,
  });

  it.each([
    ['finished', { terminals: [finished] }, { state: 'finished' }],
    [
      'finished, its status lost with its keeper',
      { terminals: [finished], ends: [{ code: null, signal: null }] },
      { state: 'finished' },
    ],
    [
      'finished, but its other process did not',
      {
        terminals: [finished],
        ends: [
          { code: 0, signal: null },
          { code: 1, signal: null },
        ],
      },
      { code: 'job.crashed', message: 'The job said that it finished, but process 1 ended with status 1.' },
    ],
    [
      'cancelled as it says',
      { terminals: [cancelled], ends: [{ code: 130, signal: null }], endedFor: 'stop' as const },
      { code: 'cancelled', told: true },
    ],
    [
      'killed, perhaps by the kernel',
      { ends: [{ code: null, signal: 'SIGKILL' }], failedFirst: 0 },
      { code: 'job.crashed', hint: expect.stringContaining('memory ran out') as string },
    ],
    [
      'gone without a word or a status',
      { ends: [{ code: null, signal: null }], failedFirst: 0 },
      { code: 'job.crashed', message: 'The job ended without leaving a status and did not say why.' },
    ],
    [
      'hung',
      { endedFor: 'hung' as const, ends: [{ code: null, signal: 'SIGTERM' }] },
      { code: 'job.hung', message: expect.stringContaining('10 minutes') as string },
    ],
  ])('is right for one that is %s', (_what, over, expected) => {
    expect(decideOutcome(end(over))).toMatchObject(expected);
  });
});

it('the end of a log is its last lines, and nothing where there is no log', () => {
  const path = join(folder(), 'job.log');
  writeFileSync(path, Array.from({ length: 5000 }, (_, index) => `line ${index}\n\n`).join(''));

  expect(logTail(path)).toHaveLength(15);
  expect(logTail(path).at(-1)).toBe('line 4999');
  expect(logTail('/none/job.log')).toEqual([]);
});

it('a free port is one that can be listened on', async () => {
  const port = await freePort();
  const server = createServer();

  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening));
  await new Promise((closed) => server.close(closed));
  expect(port).toBeLessThan(32_768);
});
