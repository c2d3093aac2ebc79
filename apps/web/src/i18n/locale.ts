// Owns which language is shown and its words. Does not know where they stand on the page.
import { en, type Dictionary } from './en.ts';
import { ko } from './ko.ts';

export const LOCALES = ['en', 'ko'] as const;
export type Locale = (typeof LOCALES)[number];

export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', ko: '한국어' };

const DICTIONARIES: Readonly<Record<Locale, Dictionary>> = { en, ko };

export function dictionaryOf(locale: Locale): Dictionary {
  return DICTIONARIES[locale];
}

/** What was chosen before, otherwise the first of the browser's languages that is spoken here. */
export function chooseLocale(kept: string | null, languages: readonly string[]): Locale {
  const wanted = [kept ?? '', ...languages].map((language) => language.toLowerCase().split('-')[0]);
  return wanted.map((language) => LOCALES.find((locale) => locale === language)).find((found) => found) ?? 'en';
}
