import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { endGroup, isGroupAlive } from './process-group.ts';

async function group(script: string): Promise<number> {
  const child = spawn('/bin/sh', ['-c', `${script}\necho up; while :; do sleep 0.05; done`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

describe('a process group', () => {
  it('is alive until it is ended, children and all', async () => {
    const id = await group('sleep 100 &');
    expect(isGroupAlive(id)).toBe(true);

    await endGroup(id);

    expect(isGroupAlive(id)).toBe(false);
  });

  it('that does not listen is killed after the grace period', async () => {
    const id = await group("trap '' TERM");

    await endGroup(id, 200);

    expect(isGroupAlive(id)).toBe(false);
  });

  it('that is gone is ended already', async () => {
    const id = await group('true');
    await endGroup(id);

    await expect(endGroup(id)).resolves.toBeUndefined();
  });
});
