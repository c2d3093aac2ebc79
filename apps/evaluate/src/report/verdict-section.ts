import type { ComparedMeasure, EvaluationReport } from '@naru/contracts';
import { html, percent, type Html } from '@naru/html';

import { counted, difference, digits, interval } from './figures.ts';

const SAID = {
  better: { mark: '✓', name: 'Better', kind: 'good', follows: 'It may be promoted.' },
  'not better': { mark: '✕', name: 'Not better', kind: 'bad', follows: 'It stays where it is.' },
  inconclusive: { mark: '?', name: 'Inconclusive', kind: 'open', follows: 'That does not promote.' },
} as const;

/** What came out and why, before anything else. */
export function verdictSection(report: EvaluationReport): Html {
  const { mark, name, kind, follows } = SAID[report.verdict];
  const { candidate, baseline } = report;
  return html`<header>
    <p class="eyebrow">Evaluation ${report.id}</p>
    <div class="verdict ${kind}">
      <span class="seal" aria-hidden="true"><b>${mark}</b></span>
      <div>
        <h1>${name}</h1>
        <p class="who"><b>${candidate.name}</b> held against <b>${baseline.name}</b>. ${follows}</p>
      </div>
    </div>
    <ul class="because">
      ${report.because.map((reason) => html`<li>${inWords(reason, report.measures)}</li>`)}
    </ul>
    ${tiles(report)}
  </header>`;
}

/** A reason of the gate names its measure first; people know it by its title. */
function inWords(reason: string, measures: readonly ComparedMeasure[]): string {
  const found = measures.find(({ measure }) => reason.startsWith(`${measure}: `));
  return found === undefined ? reason : found.title + reason.slice(found.measure.length);
}

function tiles(report: EvaluationReport): Html {
  const { measures, contamination, gate, timings } = report;
  const primary = measures.find(({ role }) => role === 'primary');
  const guardrails = measures.filter(({ role }) => role === 'guardrail');
  const held = guardrails.filter(({ outcome }) => outcome === 'shown');
  const overlaps = contamination.overlaps.length;
  const clean = overlaps === 0 ? 'none found' : counted(overlaps, 'item');
  return html`<dl class="tiles">
    ${
      primary === undefined
        ? html``
        : tile(primary.title, difference(primary.difference, primary), interval(primary.low, primary.high, primary))
    }
    ${tile('Guardrails held', `${held.length} of ${guardrails.length}`, `gate ${gate.name}, ${percent(gate.level, 1)} intervals`)}
    ${tile('Contamination', contamination.checked ? clean : 'not checked', counted(contamination.rows, 'training row'))}
    ${tile('Items', itemsOf(report), `${counted(timings.answers, 'new answer')} in ${digits(timings.seconds)} s`)}
  </dl>`;
}

function itemsOf({ sets, heldOut }: EvaluationReport): string {
  return String(sets.reduce((sum, { items }) => sum + items, heldOut?.rows ?? 0));
}

const tile = (name: string, value: string, note: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
    <dd class="note">${note}</dd>
  </div>`;
