import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { diskError } from './disk-error.ts';
import { deviceOf, makeJob } from './make-job.ts';
import { provenance } from './provenance.ts';
import { createRun, findRun, openRun } from './run-folder.ts';
import { newRunId } from './run-id.ts';
import { lockRun } from './run-lock.ts';
import { writeDurably } from './write-durably.ts';
import { aJob } from '../testing/a-job.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'naru-job-'));

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
}

describe('a run', () => {
  it('has an id that sorts by its start', () => {
    expect(newRunId(new Date('2026-03-01T09:00:00.999Z'))).toMatch(/^20260301T090000-[a-z0-9]{6}$/);
    expect(newRunId()).not.toBe(newRunId());
  });

  it('is written once with everything that describes it, and read back the same', async () => {
    const root = folder();
    const run = await createRun(aJob(root, { runId: '20260301T090000-a1b2c3' }));

    expect(openRun(run.runDir)).toEqual(run);
    expect(readdirSync(run.runDir)).toEqual(['job.json']);
  });

  it('is found by its id, or as the latest', async () => {
    const root = folder();
    for (const runId of ['20260301T090000-bbbbbb', '20260302T090000-aaaaaa']) await createRun(aJob(root, { runId }));
    mkdirSync(join(root, 'models/fine-tuned/20260303T090000-cccccc'));

    expect(findRun(root, 'latest')).toBe(join(root, 'models/fine-tuned/20260302T090000-aaaaaa'));
    expect(findRun(root, '20260301T090000-bbbbbb')).toContain('bbbbbb');
    expect(() => findRun(root, '20260301T090000-bbbbbc')).toThrow(/Did you mean 20260301T090000-bbbbbb\?/);
    expect(codeOf(() => findRun(folder(), 'latest'))).toBe('run.not-found');
  });

  it.each([
    ['is not JSON', () => '{', 'job.invalid'],
    ['is of another version', (job: object) => JSON.stringify({ ...job, v: 2 }), 'job.invalid'],
    ['was moved', (job: object) => JSON.stringify({ ...job, runDir: '/elsewhere' }), 'job.invalid'],
  ])('whose job.json %s is refused', async (_what, text, code) => {
    const run = await createRun(aJob(folder()));
    writeFileSync(run.jobPath, text(run.job));

    expect(codeOf(() => openRun(run.runDir))).toBe(code);
  });
});

describe('a full or read-only disk', () => {
  it.each([
    ['ENOSPC', 'disk.full'],
    ['EDQUOT', 'disk.full'],
    ['EROFS', 'disk.read-only'],
    ['EACCES', 'disk.read-only'],
  ])('is told as an error for people (%s)', (errno, code) => {
    expect(diskError(Object.assign(new Error('no'), { code: errno }), '/x')).toMatchObject({ code });
  });

  it('leaves nothing half written', async () => {
    const dir = folder();
    mkdirSync(join(dir, 'taken'));

    await expect(writeDurably(join(dir, 'taken'), 'text')).rejects.toThrow();
    expect(readdirSync(dir)).toEqual(['taken']);
  });
});

describe('the lock of a run', () => {
  it('is refused to a second process while the first lives', async () => {
    const dir = folder();
    const lock = await lockRun(dir);

    await expect(lockRun(dir)).rejects.toMatchObject({
      code: 'run.locked',
      message: expect.stringContaining(`Process ${process.pid} owns the run`) as string,
    });
    await lock.release();
    expect(await lockRun(dir)).toMatchObject({ takenOver: false });
  });

  it.each([
    ['has ended', { pid: 2 ** 22 - 1, startedAt: '1' }],
    ['has given its pid to another process', { pid: process.ppid, startedAt: '1' }],
    ['left half a lock', {}],
  ])('is taken over when its owner %s', async (_what, owner) => {
    const dir = folder();
    writeFileSync(join(dir, 'lock.json'), JSON.stringify(owner));

    const lock = await lockRun(dir);

    expect(lock.takenOver).toBe(true);
    await lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('what a run is made with', () => {
  it('has nulls where there is no git and no environment', async () => {
    expect(await provenance(folder())).toEqual({
      gitCommit: null,
      gitDirty: null,
      lockSha256: null,
      chatTemplateSha256: null,
    });
  });

  it('names the lock that the environment was made from', async () => {
    const root = folder();
    mkdirSync(join(root, '.venv'));
    writeFileSync(join(root, '.venv/naru-lock.sha256'), 'abc\n');

    expect((await provenance(root)).lockSha256).toBe('abc');
  });
});

describe('the device in job.json', () => {
  const cpu = { model: 'EPYC', cores: 8 };

  it('shares the cores between CPU processes, and leaves a lone one its own choice', () => {
    expect(deviceOf({ kind: 'cpu', processes: 1 }, { ...cpu, processes: 1 })).toMatchObject({
      worldSize: 1,
      threadsPerProcess: null,
    });
    expect(deviceOf({ kind: 'cpu', processes: 2 }, { ...cpu, processes: 3 })).toMatchObject({
      worldSize: 2,
      threadsPerProcess: 2,
    });
    expect(deviceOf({ kind: 'cpu', processes: 4 }, { ...cpu, cores: 2, processes: 4 }).threadsPerProcess).toBe(1);
  });

  it('stands in the job as it is', () => {
    const { runId, config, base, data, provenance: made } = aJob('/w');
    const device = deviceOf({ kind: 'cpu', processes: 1 }, { ...cpu, processes: 1 });
    const job = makeJob({ root: '/w', runId, now: new Date(0), config, base, data, device, provenance: made });

    expect(job).toMatchObject({
      runDir: `/w/models/fine-tuned/${runId}`,
      createdAt: '1970-01-01T00:00:00.000Z',
      device,
    });
  });
});
