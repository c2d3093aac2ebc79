import type { ComparedMeasure, EvaluationReport, MeasureSlice } from '@naru/contracts';
import { html, type Html } from '@naru/html';

import { counted, difference, interval, level } from './figures.ts';
import { forestRow } from './forest.ts';

const NAMES = { language: 'Language', length: 'Length of the prompt', set: 'Set' } as const;
const KINDS = ['language', 'length', 'set'] as const;

/** The measures over some of the items: where to look, not what to decide by. */
export function slicesSection({ slices, measures }: EvaluationReport): Html {
  if (slices.length === 0) return html``;
  const sliced = measures.flatMap((measure) => {
    const own = slices.filter((slice) => slice.measure === measure.measure);
    return own.length === 0 ? [] : [{ measure, own }];
  });
  return html`<section id="slices">
    <h2>Slices</h2>
    <p class="sub">
      Parts of the items. Of many looks one is off by chance: these say where to look, and decide nothing.
    </p>
    ${sliced.map(({ measure, own }) => block(measure, own))}
  </section>`;
}

function block(measure: ComparedMeasure, slices: readonly MeasureSlice[]): Html {
  const summary = html`<summary>${measure.title}</summary>`;
  const tables = KINDS.flatMap((by) => {
    const own = slices.filter((slice) => slice.by === by);
    return own.length === 0 ? [] : [table(NAMES[by], own, measure)];
  });
  return measure.role === 'primary'
    ? html`<details open>${summary}${tables}</details>`
    : html`<details>${summary}${tables}</details>`;
}

function table(name: string, slices: readonly MeasureSlice[], measure: ComparedMeasure): Html {
  const rows = slices.map(
    (slice) =>
      html`<tr>
        <th scope="row">${slice.value}<span class="note">${counted(slice.items, 'item')}</span></th>
        <td class="n" data-name="candidate">${level(slice.candidate, measure)}</td>
        <td class="n" data-name="baseline">${level(slice.baseline, measure)}</td>
        <td class="n" data-name="difference">
          <b>${difference(slice.difference, measure)}</b
          ><span class="note">${interval(slice.low, slice.high, measure)}</span>
        </td>
        <td class="plot">
          ${forestRow({ estimate: slice.difference, low: slice.low, high: slice.high, limit: null })}
        </td>
      </tr>`,
  );
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${name}</th>
        <th scope="col" class="n">candidate</th>
        <th scope="col" class="n">baseline</th>
        <th scope="col" class="n">difference</th>
        <th scope="col" class="axis"><span>worse</span><span>better</span></th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
