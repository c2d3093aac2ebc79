import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';

import { runCommandLine } from '../command-line.ts';
import { createRun, findRun } from '../job/index.ts';
import { startProcesses } from '../launch/index.ts';
import { aContext, fakeTracking, fakeTrainer, type TestContext } from '../testing/a-context.ts';
import { aJob } from '../testing/a-job.ts';

const run = (context: TestContext, ...argv: string[]) => runCommandLine(argv, context);

const lora = (context: TestContext, ...argv: string[]) => run(context, 'lora', '--config=tiny', ...argv);

const runsIn = ({ places }: TestContext): string[] => {
  const folder = join(places.root, 'models/fine-tuned');
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

describe('train:resume', () => {
  it('goes on with a run that was stopped, under the same id', async () => {
    const first = aContext({ scenario: 'silent' });
    await lora(first);
    const second = aContext({ places: first.places });

    expect(await run(second, 'resume', '--run=latest')).toBe(0);
    expect(second.terminal.written).toContain('goes on from its newest checkpoint');
    expect(runsIn(second)).toHaveLength(1);
    expect(existsSync(join(findRun(second.places.root, 'latest'), 'outcome.json'))).toBe(false);
  });

  it('follows a job that outlived its launcher', async () => {
    const context = aContext();
    const folder = await createRun(aJob(context.places.root));
    writeFileSync(join(folder.runDir, 'lock.json'), '{"pid": 4194303, "started": "x", "host": "gone"}');
    await startProcesses(
      folder,
      fakeTrainer(() => 'held'),
    );
    while (!existsSync(folder.job.eventsPath)) await sleep(10);

    const resumed = run(context, 'resume', '--run=latest');
    while (!context.terminal.written.includes('adopted: its job went on by itself')) await sleep(10);
    writeFileSync(join(folder.runDir, 'go-on'), '');

    expect(await resumed).toBe(0);
    expect(context.terminal.written).toContain('finished after 4 steps');
  });

  it('tells the end of a run that finished while nobody watched', async () => {
    const context = aContext();
    await lora(context);
    writeFileSync(
      join(findRun(context.places.root, 'latest'), 'lock.json'),
      '{"pid": 4194303, "started": "x", "host": "gone"}',
    );
    const { tracked, track } = fakeTracking();
    const second = aContext({ places: context.places, track });

    expect(await run(second, 'resume', '--run=latest')).toBe(0);
    expect(second.terminal.written).toContain('finished after 4 steps');
    expect(tracked).toHaveLength(1);
  });

  it('refuses a run that is finished, unknown, or on a card that is not here', async () => {
    const context = aContext();
    await lora(context);
    const device = {
      kind: 'cuda' as const,
      uuids: ['GPU-9'],
      names: ['RTX 5090'],
      worldSize: 1,
      threadsPerProcess: null,
    };
    await createRun(aJob(context.places.root, { runId: '20200101T000000-aaaaaa', device }));

    expect((await refusalOf(run(context, 'resume', '--run=latest'))).code).toBe('run.finished');
    expect((await refusalOf(run(context, 'resume', '--run=20200101T000000-aaaaab'))).code).toBe('run.not-found');
    expect(await refusalOf(run(context, 'resume', '--run=20200101T000000-aaaaaa'))).toMatchObject({
      code: 'device.not-found',
      message: expect.stringContaining('RTX 5090 (GPU-9), which is not here') as string,
    });
  });
});

describe('--reuse', () => {
  it('takes the finished run of the same inputs, and trains anew when they change', async () => {
    const first = aContext();
    await lora(first);
    mkdirSync(join(findRun(first.places.root, 'latest'), 'adapter'));
    const same = aContext({ places: first.places, scenario: 'crash' });
    const changed = aContext({ places: first.places });

    expect(await lora(same, '--reuse')).toBe(0);
    expect(same.terminal.written).toContain('nothing has changed since');
    expect(runsIn(same)).toHaveLength(1);
    expect(await lora(changed, '--reuse', '--set=seed=7')).toBe(0);
    expect(runsIn(changed)).toHaveLength(2);
  });

  it('goes on with the run of the same inputs that is not finished', async () => {
    const first = aContext({ scenario: 'silent' });
    await lora(first);
    const second = aContext({ places: first.places });

    expect(await lora(second, '--reuse')).toBe(0);
    expect(runsIn(second)).toHaveLength(1);
  });

  it('trains anew when the adapter of the finished run is gone', async () => {
    const first = aContext();
    await lora(first);
    const second = aContext({ places: first.places });

    expect(await lora(second, '--reuse')).toBe(0);
    expect(runsIn(second)).toHaveLength(2);
  });
});
