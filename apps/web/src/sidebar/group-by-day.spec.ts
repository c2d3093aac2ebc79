import { groupByDay } from './group-by-day.ts';

describe('the list of conversations', () => {
  it('is grouped by the reader’s own days', () => {
    const now = new Date(2026, 4, 20, 0, 30);
    const at = (day: number, hour: number) => ({ updatedAt: new Date(2026, 4, day, hour).toISOString() });
    const groups = groupByDay([at(20, 0), at(19, 23), at(19, 1), at(15, 12), at(1, 12)], now);
    expect(groups.map(({ group, items }) => [group, items.length])).toEqual([
      ['today', 1],
      ['yesterday', 2],
      ['week', 1],
      ['older', 1],
    ]);
  });
});
