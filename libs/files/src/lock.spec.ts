import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { holdLock, tryLock } from './lock.ts';
import { isSameProcess, thisProcess } from './process-identity.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'naru-lock-'));

async function deadProcess(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('a lock', () => {
  it('is refused while its owner lives, and names it', async () => {
    const path = join(folder(), 'a.lock');
    const first = await tryLock(path);

    expect(first.held).toBe(true);
    expect(await tryLock(path)).toMatchObject({ held: false, by: { pid: process.pid } });
  });

  it('is free once released, and leaves nothing', async () => {
    const where = folder();
    const lock = await holdLock(join(where, 'a.lock'));

    await lock.release();

    expect(readdirSync(where)).toEqual([]);
  });

  it('is waited for', async () => {
    const path = join(folder(), 'a.lock');
    const first = await holdLock(path);
    const waits: number[] = [];

    const onWait = (by: { readonly pid: number }): void => {
      waits.push(by.pid);
      void first.release();
    };
    await (await holdLock(path, { onWait })).release();

    expect(waits).toEqual([process.pid]);
    expect(existsSync(path)).toBe(false);
  });

  it('is no longer waited for once the caller gives up', async () => {
    const path = join(folder(), 'a.lock');
    await holdLock(path);

    await expect(holdLock(path, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/aborted/);
  });

  it.each([
    ['a process that has ended', async () => JSON.stringify({ pid: await deadProcess(), startedAt: null })],
    ['an earlier process of the same number', () => JSON.stringify({ pid: process.pid, startedAt: '1' })],
    ['nobody: half a file', () => '{"pid": 12'],
  ])('of %s is taken over', async (_owner, content) => {
    const path = join(folder(), 'a.lock');
    writeFileSync(path, await content());

    expect((await tryLock(path)).held).toBe(true);
  });

  it('left by a dead owner goes to one of many who want it', async () => {
    const path = join(folder(), 'a.lock');
    writeFileSync(path, '');

    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(path)));

    expect(attempts.filter((attempt) => attempt.held)).toHaveLength(1);
  });
});

describe('a process', () => {
  it('is known again', () => {
    expect(isSameProcess(thisProcess())).toBe(true);
  });

  it('that has ended is not', async () => {
    expect(isSameProcess({ pid: await deadProcess(), startedAt: null })).toBe(false);
    expect(isSameProcess({ pid: -1, startedAt: null })).toBe(false);
  });
});
