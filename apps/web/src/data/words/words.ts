import type { Locale } from '../../i18n/locale.ts';
import { en, type DataWords } from './en.ts';
import { ko } from './ko.ts';

const WORDS: Readonly<Record<Locale, DataWords>> = { en, ko };

/** The words of the data pages, which come with them and not with the page's first load. */
export function wordsOf(locale: Locale): DataWords {
  return WORDS[locale];
}
