import type { EvaluatedItem, EvaluationReport } from '@naru/contracts';
import { html, standalonePage, type Html } from '@naru/html';

import { answersSection } from './answers-section.ts';
import { checksSection } from './checks-section.ts';
import { distributionsSection } from './distributions-section.ts';
import { measuresSection } from './measures-section.ts';
import { slicesSection } from './slices-section.ts';
import { STYLE } from './style.ts';
import { subjectsSection } from './subjects-section.ts';
import { verdictSection } from './verdict-section.ts';

/** report.html: one page that stands alone, the verdict first. The same report and items give the same bytes. */
export function renderReport(report: EvaluationReport, items: readonly EvaluatedItem[]): string {
  const { candidate, baseline } = report;
  const body = html`${verdictSection(report)}
    <main>
      ${contents(report)} ${measuresSection(report)} ${distributionsSection(report, items)}
      ${answersSection(report, items)} ${slicesSection(report)} ${checksSection(report)} ${subjectsSection(report)}
    </main>`;
  return standalonePage({ title: `${report.verdict}: ${candidate.name} and ${baseline.name}`, style: STYLE, body });
}

function contents({ slices }: EvaluationReport): Html {
  const places = [
    ['measures', 'Measures'],
    ['items', 'Item by item'],
    ['answers', 'Answers'],
    ...(slices.length > 0 ? [['slices', 'Slices'] as const] : []),
    ['checks', 'Checks'],
    ['made-of', 'Made of'],
  ] as const;
  return html`<nav aria-label="Contents">${places.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>`;
}
