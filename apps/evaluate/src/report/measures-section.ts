import type { ComparedMeasure, CorpusFigure, EvaluationReport } from '@naru/contracts';
import { html, type Html } from '@naru/html';

import { counted, difference, digits, interval, isLong, level } from './figures.ts';
import { forestRow } from './forest.ts';

const OUTCOME = {
  primary: { shown: 'a gain', refuted: 'no gain', open: 'not sure' },
  guardrail: { shown: 'held', refuted: 'lost', open: 'not sure' },
} as const;
const KIND = { shown: 'good', refuted: 'bad', open: 'open' } as const;
const ROLES = ['primary', 'guardrail', 'shown'] as const;

/** Every measure with its interval; those that decide stand first. */
export function measuresSection(report: EvaluationReport): Html {
  const { gate, measures, corpus } = report;
  const margins = new Map(gate.guardrails.map(({ measure, margin }) => [measure, margin]));
  const rows = ROLES.flatMap((role) => measures.filter((one) => one.role === role && one.items > 0));
  const empty = measures.filter(({ items }) => items === 0);
  return html`<section id="measures">
    <h2>Measures</h2>
    <p class="sub">
      Differences are candidate minus baseline, turned so that right of the line is better. Each interval has a scale of
      its own; a dashed line is what a guardrail may lose.
    </p>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">measure</th>
          <th scope="col" class="n">candidate</th>
          <th scope="col" class="n">baseline</th>
          <th scope="col" class="n">difference</th>
          <th scope="col" class="axis"><span>worse</span><span>better</span></th>
          <th scope="col">decides</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((measure) => measureRow(measure, margins.get(measure.measure) ?? null))}
      </tbody>
    </table>
    ${
      empty.length === 0
        ? html``
        : html`<p class="sub">No items for: ${empty.map(({ title }) => title).join(', ')}.</p>`
    }
    ${corpusTable(corpus)}
  </section>`;
}

function measureRow(measure: ComparedMeasure, margin: number | null): Html {
  const { title, candidate, baseline, low, high, items, clusters } = measure;
  const of = clusters === items ? counted(items, 'item') : `${items} numbers of ${counted(clusters, 'prompt')}`;
  const limit = margin === null ? null : -margin;
  const plot =
    measure.difference === null || low === null || high === null
      ? html``
      : forestRow({ estimate: measure.difference, low, high, limit });
  const direction = measure.higherIsBetter ? '' : ', less is better';
  return html`<tr>
    <th scope="row">
      ${title}<span class="note">${of}${direction}${isLong(measure) ? `, in ${measure.unit}` : ''}</span>
    </th>
    <td class="n" data-name="candidate">${level(candidate, measure)}</td>
    <td class="n" data-name="baseline">${level(baseline, measure)}</td>
    <td class="n" data-name="difference">
      <b>${difference(measure.difference, measure)}</b><span class="note">${interval(low, high, measure)}</span>
    </td>
    <td class="plot">${plot}</td>
    <td>${decides(measure, margin)}</td>
  </tr>`;
}

function decides({ role, outcome, unit }: ComparedMeasure, margin: number | null): Html {
  if (role === 'shown' || outcome === null) return html`<span class="dim">shown</span>`;
  const what = role === 'primary' ? 'has to win' : `may lose ${difference(margin, { unit }).replace('+', '')}`;
  return html`<span class="badge ${KIND[outcome]}">${OUTCOME[role][outcome]}</span><span class="note">${what}</span>`;
}

function corpusTable(corpus: readonly CorpusFigure[]): Html {
  if (corpus.length === 0) return html``;
  return html`<h3>Over all answers together</h3>
    <p class="sub">These have no number for each item, and so no interval.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">figure</th>
          <th scope="col">of</th>
          <th scope="col" class="n">candidate</th>
          <th scope="col" class="n">baseline</th>
        </tr>
      </thead>
      <tbody>
        ${corpus.map(
          ({ title, value, items, candidate, baseline }) =>
            html`<tr>
              <th scope="row">${title}</th>
              <td>${value}, ${counted(items, 'item')}</td>
              <td class="n">${digits(candidate)}</td>
              <td class="n">${digits(baseline)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}
