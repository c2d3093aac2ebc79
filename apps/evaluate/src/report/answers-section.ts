import type { ComparedMeasure, EvaluatedItem, EvaluationReport, SubjectAnswer } from '@naru/contracts';
import { html, number, type Html } from '@naru/html';

import { difference, digits, level } from './figures.ts';
import { gainsOf, hasAnswers, type Gained } from './paired.ts';
import { wordDiff } from './word-diff.ts';

const MOST_SHOWN = 20;
const MOST_OPEN = 3;
const MOST_CHARACTERS = 4000;

/** Where the candidate gained and lost most, the two answers side by side. */
export function answersSection(report: EvaluationReport, items: readonly EvaluatedItem[]): Html {
  const found = sortedBy(report.measures, items);
  if (found === undefined) {
    return html`<section id="answers">
      <h2>Answers</h2>
      <p class="sub">No measure compares answers here. items.jsonl has everything.</p>
    </section>`;
  }
  const { measure, gains } = found;
  const wins = gains.filter(({ gain }) => gain > 0).sort((a, b) => b.gain - a.gain);
  const losses = gains.filter(({ gain }) => gain < 0).sort((a, b) => a.gain - b.gain);
  return html`<section id="answers">
    <h2>Answers</h2>
    <p class="sub">
      By ${measure.title}, the largest difference first. Marked words stand in one of the two only. items.jsonl has
      every item.
    </p>
    ${block('Losses', losses, measure, report)} ${block('Wins', wins, measure, report)}
  </section>`;
}

/** The first measure, those that decide before the others, that has numbers for items with two answers. */
function sortedBy(
  measures: readonly ComparedMeasure[],
  items: readonly EvaluatedItem[],
): { measure: ComparedMeasure; gains: Gained[] } | undefined {
  const answered = items.filter(hasAnswers);
  const roles = ['primary', 'guardrail', 'shown'];
  const ordered = [...measures].sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role));
  for (const all of [false, true]) {
    for (const measure of ordered) {
      const gains = gainsOf(measure, answered);
      // A measure of faults may hardly ever differ; one that tells the answers apart shows more.
      if (gains.length > 0 && (all || gains.some(({ gain }) => gain !== 0))) return { measure, gains };
    }
  }
  return undefined;
}

function block(name: string, gained: readonly Gained[], measure: ComparedMeasure, report: EvaluationReport): Html {
  if (gained.length === 0)
    return html`<h3>${name}</h3>
      <p class="sub">None.</p>`;
  const shown = gained.slice(0, MOST_SHOWN);
  const left = gained.length - shown.length;
  return html`<h3>${name} <span class="dim">${number(gained.length)}</span></h3>
    ${shown.map((one, at) => itemBlock(one, measure, report, at < MOST_OPEN))}
    ${left === 0 ? html`` : html`<p class="sub">${number(left)} more stand in items.jsonl.</p>`}`;
}

function itemBlock(
  { item, gain }: Gained,
  measure: ComparedMeasure,
  { candidate, baseline }: EvaluationReport,
  isOpen: boolean,
): Html {
  const words = wordDiff(clipped(item.baseline.answer), clipped(item.candidate.answer));
  const [own, other] = item.scores[measure.measure] ?? [];
  const lang = item.language === 'ko' || item.language === 'en' ? item.language : 'und';
  const summary = html`<summary>
    <span class="gain ${gain > 0 ? 'up' : 'down'}">${gain > 0 ? '▲' : '▼'} ${difference(gain, measure)}</span>
    <span lang="${lang}">${firstLine(item.prompt)}</span>
  </summary>`;
  const body = html`<p class="note">${item.set} · ${item.id}</p>
    ${firstLine(item.prompt) === item.prompt ? html`` : html`<pre class="prompt" lang="${lang}">${clipped(item.prompt)}</pre>`}
    ${item.references.map((reference) => html`<pre class="reference" lang="${lang}"><b>reference</b> ${clipped(reference)}</pre>`)}
    <div class="pair">
      ${answer(baseline.name, level(other ?? null, measure), item.baseline, html`<pre lang="${lang}">${words.before}</pre>`)}
      ${answer(candidate.name, level(own ?? null, measure), item.candidate, html`<pre lang="${lang}">${words.after}</pre>`)}
    </div>`;
  return isOpen
    ? html`<details class="item" open>${summary}${body}</details>`
    : html`<details class="item">${summary}${body}</details>`;
}

function answer(name: string, score: string, { finishReason, tokens, ms }: SubjectAnswer, text: Html): Html {
  const told = [
    score,
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    ...(ms === null ? [] : [`${digits(ms / 1000)} s`]),
    ...(finishReason === null || finishReason === 'stop' ? [] : [finishReason === 'length' ? 'cut off' : finishReason]),
  ];
  return html`<figure>
    <figcaption><b>${name}</b> ${told.join(' · ')}</figcaption>
    ${text}
  </figure>`;
}

function clipped(text: string | null): string {
  if (text === null || text === '') return '(empty)';
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()} …`;
}

const FIRST_LINE = 120;

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length <= FIRST_LINE ? line : `${line.slice(0, FIRST_LINE).toWellFormed()}…`;
}
