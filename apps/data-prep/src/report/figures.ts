import { html, number, percent, type Html } from '@naru/html';

import type { Figure } from '../steps/step.ts';

/** A horizontal bar of `part` in `whole`, with its figure; screen readers get the figure. */
export function bar(part: number, whole: number): Html {
  const width = whole === 0 ? 0 : (100 * part) / whole;
  return html`<span class="bar" aria-hidden="true"><i style="width:${width.toFixed(2)}%"></i></span>`;
}

/** Names with counts, the largest first, each with a bar. */
export function countsTable(counts: Readonly<Record<string, number>>, heading: string): Html {
  const entries = Object.entries(counts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const all = entries.reduce((sum, [, count]) => sum + count, 0);
  const rows = entries.map(
    ([name, count]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="n">${number(count)}</td>
        <td class="n">${percent(count, all)}</td>
        <td>${bar(count, all)}</td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${heading}</th>
        <th scope="col" class="n">rows</th>
        <th scope="col" class="n">share</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** Rows by powers of two: bin n holds 2^n up to 2^(n+1) − 1. */
export function histogram(lengths: readonly number[]): Html {
  const first = Math.max(
    0,
    lengths.findIndex((count) => count > 0),
  );
  const most = Math.max(1, ...lengths);
  const bars = lengths
    .slice(first)
    .map(
      (count, at) =>
        html`<div title="${number(2 ** (first + at))} and more: ${number(count)} rows">
          ${number(count)}<i style="height:${((85 * count) / most).toFixed(1)}%"></i>${number(2 ** (first + at))}
        </div>`,
    );
  return html`<div class="scroll"><div class="histogram">${bars}</div></div>`;
}

/** A table of a step's own; numbers stand to the right. */
export function figureTable({ title, heads, rows, note }: Extract<Figure, { kind: 'table' }>): Html {
  const isNumber = (column: number): boolean =>
    column > 0 && rows.some((row) => typeof row[column] === 'number' || /^[\d.,]+( %)?$/.test(String(row[column])));
  const head = heads.map((name, at) =>
    isNumber(at) ? html`<th scope="col" class="n">${name}</th>` : html`<th scope="col">${name}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, at) => {
          const shown = typeof cell === 'number' ? number(cell) : cell;
          if (at === 0) return html`<th scope="row">${shown}</th>`;
          return isNumber(at) ? html`<td class="n">${shown}</td>` : html`<td>${shown}</td>`;
        })}
      </tr>`,
  );
  return html`<h3>${title}</h3>
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
    ${note === undefined ? html`` : html`<p class="sub">${note}</p>`}`;
}
