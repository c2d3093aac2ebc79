// Owns pages that stand alone: HTML whose values are escaped, one style for light and dark, and figures in words. Does not
// know what stands on a page.
export { number, percent } from './figures.ts';
export { html, Html } from './html.ts';
export { standalonePage, type StandalonePage } from './standalone-page.ts';
