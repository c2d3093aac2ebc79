import type { UsageEntry } from '../api/types.ts';

export interface UsageDay {
  readonly day: string;
  readonly entries: readonly UsageEntry[];
}

/** Days as they came; in each, a person before their keys, and who used most first. */
export function byDay(entries: readonly UsageEntry[]): readonly UsageDay[] {
  const days = Map.groupBy(entries, ({ day }) => day);
  return [...days].map(([day, of]) => ({ day, entries: people(of).flat() }));
}

function people(entries: readonly UsageEntry[]): readonly (readonly UsageEntry[])[] {
  const each = Map.groupBy(entries, ({ person, key }) => person?.id ?? key?.id ?? '');
  const keysLast = (one: UsageEntry, other: UsageEntry): number =>
    Number(one.key !== null) - Number(other.key !== null) || tokensOf(other) - tokensOf(one);
  return [...each.values()].map((of) => of.toSorted(keysLast)).sort((one, other) => most(other) - most(one));
}

export const tokensOf = ({ promptTokens, completionTokens }: UsageEntry): number => promptTokens + completionTokens;

const most = (entries: readonly UsageEntry[]): number => Math.max(...entries.map(tokensOf));
