import type { Locale } from './locale.ts';
import { enRefusals, koRefusals } from './refusals.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | null;
}

export interface RefusalWords {
  readonly message: string;
  /** What to do; null where the message says it, or nothing is known. */
  readonly hint: string | null;
}

const OWN: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en: enRefusals, ko: koRefusals };

// Each stands for several refusals: what serve says is the only thing that tells them apart.
const VAGUE: ReadonlySet<string> = new Set([
  'auth.forbidden',
  'canary.conflict',
  'canary.refused',
  'data.invalid',
  'engine.bad-request',
  'message.conflict',
  'promotion.refused',
  'request.invalid',
  'request.refused',
]);

/** What serve says in English, in the language of the page; in serve's own words where the page has none. */
export function refusalWords({ code, message, hint = null }: Refusal, locale: Locale): RefusalWords {
  const words = Object.hasOwn(OWN[locale], code) ? OWN[locale][code] : undefined;
  if (words === undefined) return { message, hint };
  return { message: words, hint: VAGUE.has(code) ? message : null };
}
