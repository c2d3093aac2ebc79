// Owns how conversations are grouped by when they were last used. Does not know how groups look.

export type DayGroup = 'today' | 'yesterday' | 'week' | 'older';

export interface Group<T> {
  readonly group: DayGroup;
  readonly items: readonly T[];
}

const DAY_MS = 86_400_000;

/** Keeps the order that it is given (newest first); days change at the reader's midnight. */
export function groupByDay<T extends { readonly updatedAt: string }>(items: readonly T[], now: Date): Group<T>[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups: { group: DayGroup; items: T[] }[] = [];
  for (const item of items) {
    const group = groupOf(Date.parse(item.updatedAt), midnight);
    const last = groups.at(-1);
    if (last?.group === group) last.items.push(item);
    else groups.push({ group, items: [item] });
  }
  return groups;
}

function groupOf(at: number, midnight: number): DayGroup {
  if (at >= midnight) return 'today';
  if (at >= midnight - DAY_MS) return 'yesterday';
  return at >= midnight - 7 * DAY_MS ? 'week' : 'older';
}
