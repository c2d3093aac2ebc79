import { EventEmitter } from 'node:events';

import { stopRequests, type Signals } from './stop-requests.ts';

function scripted() {
  const events = new EventEmitter();
  const exits: (string | number | null | undefined)[] = [];
  const signals = {
    on: events.on.bind(events),
    exit: (status?: string | number | null) => void exits.push(status),
  } as unknown as Signals;
  return { events, exits, signals };
}

async function settled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(() => resolve(false)))]);
}

describe('a request to stop', () => {
  it('ends the process at once while there is nothing to end in order', () => {
    const { events, exits, signals } = scripted();
    stopRequests(signals);
    events.emit('SIGTERM');
    expect(exits).toEqual([130]);
  });

  it('that is passed on by two is one', async () => {
    const { events, signals } = scripted();
    const { first, second } = stopRequests(signals)();
    events.emit('SIGINT');
    events.emit('SIGINT');
    expect([await settled(first), await settled(second)]).toEqual([true, false]);
  });

  it('is heard once, and a second one by itself', async () => {
    const { events, exits, signals } = scripted();
    const { first, second } = stopRequests(signals, 0)();
    expect(await settled(first)).toBe(false);
    events.emit('SIGINT');
    expect(await settled(first)).toBe(true);
    expect(await settled(second)).toBe(false);
    events.emit('SIGINT');
    expect(await settled(second)).toBe(true);
    expect(exits).toEqual([]);
  });

  it('is the end of the process that started this one, and no second request', async () => {
    const { events, signals } = scripted();
    const { first, second } = stopRequests(signals, 0)();
    events.emit('disconnect');
    expect(await settled(first)).toBe(true);
    expect(await settled(second)).toBe(false);

    const other = scripted();
    const requests = stopRequests(other.signals, 0)();
    other.events.emit('SIGTERM');
    other.events.emit('disconnect');
    expect(await settled(requests.second)).toBe(false);
  });
});
