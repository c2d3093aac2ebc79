import { WalSync } from './wal-sync.ts';

/** A disk of which each sync is ended by the test. */
function aDisk() {
  const syncs: PromiseWithResolvers<undefined>[] = [];
  const datasync = async (): Promise<void> => {
    const sync = Promise.withResolvers<undefined>();
    syncs.push(sync);
    await sync.promise;
  };
  const wal = new WalSync(() => Promise.resolve({ datasync, close: () => Promise.resolve() }));
  return { wal, syncs };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('commits that wait for the disk', () => {
  it('wait for a sync that began after them, which serves all of them', async () => {
    const { wal, syncs } = aDisk();
    const told: string[] = [];
    const commit = (name: string): Promise<unknown> => wal.sync().then(() => told.push(name));

    const all = [commit('first')];
    await turn();
    all.push(commit('second'), commit('third'));
    await turn();
    const begunAtFirst = syncs.length;
    syncs[0]?.resolve(undefined);
    await turn();
    const toldAtFirst = [...told];
    syncs[1]?.resolve(undefined);
    await Promise.all(all);

    expect(begunAtFirst).toBe(1);
    expect(toldAtFirst).toEqual(['first']);
    expect(told).toEqual(['first', 'second', 'third']);
    expect(syncs).toHaveLength(2);
  });

  it('are told where the disk fails, and the next ones ask it again', async () => {
    const { wal, syncs } = aDisk();
    const first = wal.sync();
    await turn();
    const second = wal.sync();
    syncs[0]?.reject(new Error('EIO'));
    await expect(first).rejects.toThrow('EIO');
    await turn();
    syncs[1]?.resolve(undefined);

    await expect(second).resolves.toBeUndefined();
  });
});
