import type { DatasetManifest } from '@naru/contracts';
import { html, number, percent, standalonePage, type Html } from '@naru/html';

import { datasetId } from '../dataset/manifest.ts';
import { bar, countsTable, histogram } from './figures.ts';
import type { Statistics } from './statistics.ts';
import { stepSection, type ReportedStep } from './step-section.ts';
import { STYLE } from './style.ts';

export interface ReportParts {
  readonly manifest: DatasetManifest;
  readonly steps: readonly ReportedStep[];
  readonly statistics: Statistics;
  /** The first refused records, in words. */
  readonly refused: readonly { readonly at: string; readonly reason: string }[];
}

/** report.html: one page that stands alone. The same dataset gives the same bytes. */
export function reportPage(parts: ReportParts): string {
  const { manifest, steps } = parts;
  const body = html`<header>
      <h1>${manifest.name}</h1>
      <p class="sub"><code>${datasetId(manifest)}</code></p>
      <p>${manifest.description}</p>
    </header>
    <main>${funnel(parts)} ${rowsSection(parts)} ${sourcesSection(parts)} ${steps.map(stepSection)}</main>`;
  return standalonePage({ title: datasetId(manifest), style: STYLE, body });
}

function funnel({ manifest, steps }: ReportParts): Html {
  const read = manifest.sources.reduce((sum, { rows }) => sum + rows, 0);
  const lines = steps.map(({ name, report }) => funnelLine(name, report.rowsOut, read));
  return html`<section>
    <h2>From ${number(read)} rows to ${number(rowsOf(manifest))}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">after</th>
          <th scope="col" class="n">rows</th>
          <th scope="col" class="n">of all</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${funnelLine('read', read, read)}${lines}
      </tbody>
    </table>
  </section>`;
}

function funnelLine(name: string, rows: number, all: number): Html {
  const label = name === 'read' ? html`read` : html`<a href="#step-${name}">${name}</a>`;
  return html`<tr>
    <th scope="row">${label}</th>
    <td class="n">${number(rows)}</td>
    <td class="n">${percent(rows, all)}</td>
    <td>${bar(rows, all)}</td>
  </tr>`;
}

function rowsOf({ splits }: DatasetManifest): number {
  return [...splits.train, ...splits.validation, ...splits.test].reduce((sum, { rows }) => sum + rows, 0);
}

function rowsSection({ statistics }: ReportParts): Html {
  const { rows, turns, languages, lengths } = statistics;
  const all = rows.train + rows.validation + rows.test;
  return html`<section>
    <h2>The rows</h2>
    <p class="sub">${number(all)} conversations, ${number(turns)} turns.</p>
    ${countsTable(rows, 'split')}${countsTable(languages, 'language')}
    <h3>Characters in a conversation</h3>
    ${histogram(lengths)}
  </section>`;
}

function sourcesSection({ manifest, refused }: ReportParts): Html {
  const rows = manifest.sources.map(
    (source) =>
      html`<tr>
        <th scope="row">${source.name}</th>
        <td class="n">${source.files.length}</td>
        <td class="n">${number(source.rows)}</td>
        <td class="n">${number(source.refused)}</td>
        <td>${source.licence ?? 'not named'}</td>
      </tr>`,
  );
  const examples = refused.map(
    ({ at, reason }) =>
      html`<tr>
        <th scope="row">${at}</th>
        <td>${reason}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Sources</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">source</th>
          <th scope="col" class="n">files</th>
          <th scope="col" class="n">rows</th>
          <th scope="col" class="n">refused</th>
          <th scope="col">licence</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${manifest.sources.map(forgottenSentence)}
    ${
      examples.length === 0
        ? html``
        : html`<details>
            <summary>The first refused records</summary>
            <table>
              <tbody>
                ${examples}
              </tbody>
            </table>
          </details>`
    }
  </section>`;
}

function forgottenSentence({ name, forgotten = 0 }: DatasetManifest['sources'][number]): Html {
  if (forgotten === 0) return html``;
  const files = forgotten === 1 ? '1 file is' : `${number(forgotten)} files are`;
  return html`<p>${name}: ${files} forgotten (<code>data/forgotten.jsonl</code>), and left out.</p>`;
}
