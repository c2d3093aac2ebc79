import type { Account, UsageEntry } from '../api/types.ts';
import type { FakeStore } from './fake-store.ts';

const NAMES = [
  ['한지우', 'jiwoo@example.org'],
  ['Ada Winther', 'ada@example.org'],
  ['김서연', 'seoyeon@example.org'],
  ['Tomás Ruiz', 'tomas@example.org'],
] as const;

/** A small team: one more administrator, one with limits, one shut out. */
export function fillPeople({ people }: FakeStore): void {
  NAMES.forEach(([name, email], index) => {
    const person: Account = {
      id: `u${index + 2}`,
      name,
      email,
      role: index === 0 ? 'admin' : 'user',
      disabled: index === 3,
      limits: index === 1 ? { tokensPerDay: 20_000, requestsPerMinute: 10 } : null,
      createdAt: `2026-02-${String(10 + index)}T09:00:00.000Z`,
    };
    people.push(person);
  });
}

/** Two days of them, one with a key: more than a page. */
export function fillUsage(store: FakeStore): void {
  const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const entry = (daysAgo: number, index: number, key: UsageEntry['key'] = null): UsageEntry => {
    const { id, name, email } = store.people[index] ?? { id: '', name: null, email: null };
    const figures = { requests: 12 + index, promptTokens: 12_400 * (index + 1), completionTokens: 3100 };
    return { day: day(daysAgo), person: { id, name: name ?? '', email: email ?? '' }, key, ...figures };
  };
  store.usageEntries = [
    entry(0, 2, { id: 'k1', name: '야간 보고서', prefix: 'nk_7Qf2wX' }),
    entry(0, 1),
    entry(0, 2),
    entry(1, 3),
    entry(20, 4),
  ];
}
