import type { Limits } from '../api/types.ts';
import type { Dictionary } from '../i18n/en.ts';

export const LIMIT_NAMES = ['tokensPerDay', 'tokensPerMinute', 'requestsPerMinute'] as const;

export function limitsInWords(limits: Limits | null, words: Dictionary['people'], locale: string): string {
  const given = LIMIT_NAMES.flatMap((name) => {
    const limit = limits?.[name];
    return limit === undefined || limit === 0 ? [] : [`${words.limit[name]} ${limit.toLocaleString(locale)}`];
  });
  if (given.length > 0) return given.join(' · ');
  return limits !== null && Object.values(limits).includes(0) ? words.noLimits : words.usualLimits;
}
