import type { Locale } from '../../i18n/locale.ts';
import { useLanguage } from '../../i18n/text.tsx';
import { en, type ModelsWords } from './en.ts';
import { ko } from './ko.ts';

const WORDS: Readonly<Record<Locale, ModelsWords>> = { en, ko };

/** The words of the model pages, which come with them and not with the page's first load. */
export function useWords(): { readonly words: ModelsWords; readonly locale: Locale } {
  const { locale } = useLanguage();
  return { words: WORDS[locale], locale };
}
