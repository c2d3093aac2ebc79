import { html, number, percent, type Html } from '@naru/html';

import type { Example, StepReport } from '../build/step-report.ts';
import type { Figure } from '../steps/step.ts';
import { countsTable, figureTable, histogram } from './figures.ts';

export interface ReportedStep {
  readonly name: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly report: StepReport;
}

/** One step: what went in and out, what was left out and why, what it found, with examples. */
export function stepSection({ name, version, parameters, report }: ReportedStep): Html {
  const { rowsIn, rowsOut, changed } = report;
  return html`<section id="step-${name}">
    <h2>${name}</h2>
    <p class="sub">
      ${number(rowsIn)} rows in, ${number(rowsOut)} out (${percent(rowsOut, rowsIn)}), ${number(changed)} changed.
      Version ${version}.
    </p>
    ${parametersLine(parameters)}
    ${Object.keys(report.dropped).length > 0 ? countsTable(report.dropped, 'left out because') : html``}
    ${(report.figures ?? []).map(figure)} ${notesTables(report)} ${findings(report.findings)}
    ${Object.entries(report.examples).map(([cause, examples]) => examplesBlock(cause, examples))}
  </section>`;
}

function parametersLine(parameters: Readonly<Record<string, unknown>>): Html {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return html``;
  return html`<details>
    <summary>Parameters</summary>
    <pre>${JSON.stringify(parameters, null, 2)}</pre>
  </details>`;
}

function notesTables({ notes }: StepReport): Html {
  const words = new Map<string, Record<string, number>>();
  for (const [name, times] of Object.entries(notes.words)) {
    const [key, ...value] = name.split(': ');
    const counts = words.get(key ?? '') ?? {};
    counts[value.join(': ')] = times;
    words.set(key ?? '', counts);
  }
  const tables = [...words].filter(([, counts]) => Object.keys(counts).length <= MOST_WORDS);
  return html`${tables.map(([key, counts]) => countsTable(counts, key))}${numbersTable(notes.numbers)}`;
}

// A note with a value of its own in every row tells nothing as a table.
const MOST_WORDS = 40;

function numbersTable(numbers: StepReport['notes']['numbers']): Html {
  const entries = Object.entries(numbers).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return html``;
  const short = (value: number): string => (Number.isInteger(value) ? number(value) : value.toFixed(3));
  const rows = entries.map(
    ([name, { count, sum, least, most }]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="n">${number(count)}</td>
        <td class="n">${short(sum)}</td>
        <td class="n">${short(sum / count)}</td>
        <td class="n">${short(least)}</td>
        <td class="n">${short(most)}</td>
      </tr>`,
  );
  const heads = ['rows', 'sum', 'mean', 'least', 'most'].map((head) => html`<th scope="col" class="n">${head}</th>`);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">found</th>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function figure(shown: Figure): Html {
  if (shown.kind === 'table') return figureTable(shown);
  return html`<h3>${shown.title}</h3>
    ${histogram(shown.bins)}`;
}

function findings(found: StepReport['findings']): Html {
  if (found === undefined) return html``;
  return html`<details>
    <summary>Findings</summary>
    <pre>${JSON.stringify(found, null, 2)}</pre>
  </details>`;
}

function examplesBlock(cause: string, examples: readonly Example[]): Html {
  if (examples.length === 0) return html``;
  const blocks = examples.map(
    ({ source, at, before, after }) =>
      html`<figure>
        <figcaption>${source} · ${at}</figcaption>
        <div class="pair">
          <pre>${before}</pre>
          ${after === null ? html`` : html`<pre class="after">${after}</pre>`}
        </div>
      </figure>`,
  );
  return html`<details>
    <summary>Examples: ${cause}</summary>
    ${blocks}
  </details>`;
}
