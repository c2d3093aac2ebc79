import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { WriteQueue } from './write-queue.ts';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('a queue of writes', () => {
  it('holds nothing of what writes gave once they are over', async () => {
    const queue = new WriteQueue(1000);
    const given: WeakRef<object>[] = [];
    const write = async (): Promise<void> => {
      await queue.run(() => {
        const row = { content: 'a row' };
        given.push(new WeakRef(row));
        return Promise.resolve(row);
      });
    };

    for (let count = 0; count < 10; count += 1) await write();
    await queue.run(() => Promise.resolve());
    await sleep(10);
    collectGarbage();

    expect(given.filter((row) => row.deref() !== undefined)).toHaveLength(0);
  });
});
