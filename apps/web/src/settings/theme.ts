// Owns whether the page is light or dark. public/theme.js does the same before anything is drawn.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = 'naru.theme';

export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return THEMES.find((theme) => theme === kept) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') {
    localStorage.removeItem(KEPT);
    delete dataset['theme'];
  } else {
    localStorage.setItem(KEPT, theme);
    dataset['theme'] = theme;
  }
}
