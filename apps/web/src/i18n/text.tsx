import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Dictionary } from './en.ts';
import { chooseLocale, dictionaryOf, type Locale } from './locale.ts';

interface Language {
  readonly locale: Locale;
  readonly text: Dictionary;
  readonly setLocale: (locale: Locale) => void;
}

const KEPT = 'naru.locale';
const LanguageContext = createContext<Language | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [locale, show] = useState(() => chooseLocale(localStorage.getItem(KEPT), navigator.languages));
  const setLocale = useCallback((chosen: Locale) => {
    localStorage.setItem(KEPT, chosen);
    show(chosen);
  }, []);
  document.documentElement.lang = locale;
  const language = useMemo(() => ({ locale, text: dictionaryOf(locale), setLocale }), [locale, setLocale]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = use(LanguageContext);
  if (!language) throw new Error('LanguageProvider is missing.');
  return language;
}

export function useText(): Dictionary {
  return useLanguage().text;
}
