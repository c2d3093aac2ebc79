import type { Account } from '../api/types.ts';
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
