import type { EvaluationReport, JudgeFigures, LmEvalFigure } from '@naru/contracts';
import { html, number, percent, type Html } from '@naru/html';

import { counted, difference, interval, level } from './figures.ts';
import { forestRow } from './forest.ts';

const SHARE = { unit: '' };
const MOST_OVERLAPS = 50;

/** What else was looked at: contamination, the judge, lm-eval's tasks. */
export function checksSection({ contamination, judge, lmEval }: EvaluationReport): Html {
  return html`<section id="checks">
    <h2>Checks</h2>
    ${contaminationBlock(contamination)} ${judge === null ? html`` : judgeBlock(judge)}
    ${lmEval === null ? html`` : lmEvalBlock(lmEval)}
  </section>`;
}

function contaminationBlock({ checked, datasetId, rows, overlaps, note }: EvaluationReport['contamination']): Html {
  if (!checked) {
    return html`<h3>Contamination</h3>
      <p><span class="badge open">not checked</span> ${note ?? ''}</p>`;
  }
  const of = `${counted(rows, 'training row')}${datasetId === null ? '' : ` of ${datasetId}`}`;
  if (overlaps.length === 0) {
    return html`<h3>Contamination</h3>
      <p><span class="badge good">clean</span> No item stands in the ${of}, nor nearly.</p>`;
  }
  const lines = overlaps.slice(0, MOST_OVERLAPS).map(
    ({ set, item, kind, share, excerpt }) =>
      html`<tr>
        <th scope="row">${item}<span class="note">${set}</span></th>
        <td>${kind === 'n-gram' ? 'the same words' : 'nearly the same'}</td>
        <td class="n">${percent(share, 1)}</td>
        <td>${excerpt}</td>
      </tr>`,
  );
  return html`<h3>Contamination</h3>
    <p><span class="badge bad">contaminated</span> ${counted(overlaps.length, 'item')} met in the ${of}.</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">item</th>
            <th scope="col">how</th>
            <th scope="col" class="n">share</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>`;
}

function judgeBlock(judge: JudgeFigures): Html {
  const {
    model,
    promptId,
    pairs,
    unjudged,
    wins,
    ties,
    losses,
    flips,
    flipRate,
    winRate,
    low,
    high,
    lengthControlled,
  } = judge;
  const segment = (kind: string, count: number): Html =>
    html`<i class="${kind}" style="width:${pairs === 0 ? 0 : ((100 * count) / pairs).toFixed(2)}%"></i>`;
  const range = low === null || high === null ? '' : ` (${level(low, SHARE)} to ${level(high, SHARE)})`;
  const cost = judge.costUsd === null ? '' : `, ${judge.costUsd.toFixed(2)} US dollars`;
  return html`<h3>The judge</h3>
    <p class="sub">${model}, prompt <code>${promptId}</code>, each pair in both orders.</p>
    <div class="shares" aria-hidden="true">
      ${segment('up', wins)}${segment('same', ties)}${segment('down', losses)}
    </div>
    <dl class="facts">
      ${fact('Wins, ties, losses', `${number(wins)}, ${number(ties)}, ${number(losses)} of ${counted(pairs, 'pair')}`)}
      ${fact('Win rate', level(winRate, SHARE) + range)}
      ${fact('Win rate, were both as long', level(lengthControlled, SHARE))}
      ${fact('Flipped with the order', `${number(flips)} (${percent(flipRate, 1)}), counted as ties`)}
      ${unjudged === 0 ? html`` : fact('Without a verdict', counted(unjudged, 'pair'))}
      ${fact('Spent', `${number(judge.tokens)} tokens${cost}`)}
    </dl>`;
}

const fact = (name: string, value: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

function lmEvalBlock(figures: readonly LmEvalFigure[]): Html {
  const rows = figures.map(
    (one) =>
      html`<tr>
        <th scope="row">${one.task}<span class="note">${one.metric}, ${counted(one.items, 'item')}</span></th>
        <td class="n" data-name="candidate">${level(one.candidate, SHARE)}</td>
        <td class="n" data-name="baseline">${level(one.baseline, SHARE)}</td>
        <td class="n" data-name="difference">
          <b>${difference(one.difference, SHARE)}</b><span class="note">${interval(one.low, one.high, SHARE)}</span>
        </td>
        <td class="plot">${forestRow({ estimate: one.difference, low: one.low, high: one.high, limit: null })}</td>
      </tr>`,
  );
  return html`<h3>lm-eval</h3>
    <p class="sub">Tasks of EleutherAI's lm-eval over local files, paired item by item.</p>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">task</th>
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
