import { useLanguage } from '../../i18n/text.tsx';
import type { Locale } from '../../i18n/locale.ts';
import type { DataWords } from './en.ts';
import { wordsOf } from './words.ts';

export function useWords(): { readonly words: DataWords; readonly locale: Locale } {
  const { locale } = useLanguage();
  return { words: wordsOf(locale), locale };
}
