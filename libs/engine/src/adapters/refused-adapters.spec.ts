import { AppError } from '@naru/contracts';

import { isRefusal, RefusedAdapters } from './refused-adapters.ts';

const missing = new AppError('engine.model-unknown', 'The engine has no such adapter.');
const mismatch = new AppError('engine.template-mismatch', 'Another template.');

describe('an adapter that the engine refuses', () => {
  it('because it is not there is offered again, later and later, and at least every minute', () => {
    const refused = new RefusedAdapters();
    const waits: (number | null)[] = [];
    let now = 0;
    for (let times = 0; times < 8; times += 1) {
      const { againInMs } = refused.add('a@1', missing, now);
      waits.push(againInMs);
      expect(refused.has('a@1', now + (againInMs ?? 0) - 1)).toBe(true);
      now += againInMs ?? 0;
      expect(refused.has('a@1', now)).toBe(false);
    }

    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('because of what it is, is never offered again', () => {
    const refused = new RefusedAdapters();

    expect(refused.add('a@1', mismatch, 0)).toEqual({ times: 1, againInMs: null });
    expect(refused.has('a@1', Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(refused.because('a@1')).toBe('Another template.');
  });

  it('is no longer told of once it is taken', () => {
    const refused = new RefusedAdapters();
    refused.add('a@1', missing, 0);

    expect([refused.taken('a@1'), refused.taken('a@1'), refused.because('a@1')]).toEqual([true, false, null]);
  });

  it('is told from a fault of the engine', () => {
    expect(isRefusal(missing)).toBe(true);
    expect(isRefusal(new AppError('usage', 'An adapter cannot be served as "상담@12345678".'))).toBe(true);
    expect(isRefusal(new AppError('engine.unreachable', 'away'))).toBe(false);
  });
});
