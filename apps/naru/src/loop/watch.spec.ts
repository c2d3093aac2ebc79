import type { LoopTrigger } from '@naru/db';

import { watch, type WatchOptions } from './watch.ts';

/** Watches over a clock that only waiting moves, until so many rounds were begun. */
async function watched(options: WatchOptions, { corrections = (): number => 0, rounds = 2 } = {}) {
  let now = Date.parse('2026-11-23T02:59:00');
  const stopper = new AbortController();
  const begun: { by: LoopTrigger; at: string }[] = [];
  await watch(options, {
    signal: stopper.signal,
    print: () => undefined,
    now: () => new Date(now),
    wait: (ms) => Promise.resolve(void (now += Math.max(1, ms))),
    corrections: () => Promise.resolve(corrections()),
    round: (by) => {
      begun.push({ by, at: new Date(now).toLocaleString('sv-SE') });
      if (begun.length === rounds) stopper.abort();
      return Promise.resolve();
    },
  });
  return begun;
}

describe('the loop that watches', () => {
  it('begins a round whenever the cron expression says', async () => {
    expect(await watched({ cron: '0 3 * * *' })).toEqual([
      { by: 'cron', at: '2026-11-23 03:00:00' },
      { by: 'cron', at: '2026-11-24 03:00:00' },
    ]);
  });

  it('begins a round as soon as there are enough new corrections', async () => {
    let looks = 0;
    const corrections = (): number => (looks += 1);

    const [round] = await watched({ minCorrections: 4 }, { corrections, rounds: 1 });

    expect(round).toEqual({ by: 'corrections', at: '2026-11-23 03:00:30' });
  });

  it('is refused with an expression that is none, or without anything that would begin a round', async () => {
    await expect(watched({ cron: 'at night' })).rejects.toMatchObject({ code: 'usage' });
    await expect(watched({})).rejects.toThrow(/needs --cron/);
  });
});
