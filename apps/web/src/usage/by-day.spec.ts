import type { UsageEntry } from '../api/types.ts';
import { byDay } from './by-day.ts';

const entry = (day: string, person: string, key: string | null, tokens: number): UsageEntry => ({
  ...{ day, requests: 1, promptTokens: tokens, completionTokens: 0 },
  person: { id: person, name: person, email: `${person}@example.org` },
  key: key === null ? null : { id: key, name: key, prefix: 'nk_x' },
});

describe('use by day', () => {
  it('has the days as they came, who used most first, and their keys after them', () => {
    const days = byDay([
      entry('2026-11-23', 'anna', 'report', 7),
      entry('2026-11-23', 'ben', 'bot', 90),
      entry('2026-11-23', 'anna', null, 10),
      entry('2026-11-23', 'ben', null, 100),
      entry('2026-11-23', 'ben', 'cron', 95),
      entry('2026-11-22', 'anna', null, 1),
    ]);

    expect(days.map(({ day, entries }) => [day, ...entries.map(({ person, key }) => key?.id ?? person?.id)])).toEqual([
      ['2026-11-23', 'ben', 'cron', 'bot', 'anna', 'report'],
      ['2026-11-22', 'anna'],
    ]);
  });

  it('is nothing of nothing', () => {
    expect(byDay([])).toEqual([]);
  });
});
