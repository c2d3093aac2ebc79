import { html, type Html } from './html.ts';

const formatted = new Intl.NumberFormat('en');

export const number = (value: number): string => formatted.format(value);

export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  return `${share > 0 && share < 0.1 ? '<0.1' : share.toFixed(share < 10 ? 1 : 0)} %`;
}

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
