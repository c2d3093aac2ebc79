// Owns report.html: what an evaluation found, for people. Does not know how anything was measured.
export { renderReport } from './page.ts';
