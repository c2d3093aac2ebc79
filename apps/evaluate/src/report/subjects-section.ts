import type { EvaluatedSubject, EvaluationReport } from '@naru/contracts';
import { html, number, type Html } from '@naru/html';

import { ENOUGH_TOKENS } from '../measures/faults.ts';

const SHORT = 16;
const CUT_SHORT =
  ' That is too few to tell whether an answer would have ended: only those that go in circles count as not ending.';

/** What was compared, down to the hashes, and the command that does it again. */
export function subjectsSection(report: EvaluationReport): Html {
  const { candidate, baseline, engine, sampling, sets, heldOut } = report;
  return html`<section id="made-of">
    <h2>Made of</h2>
    <div class="pair">${subject('Candidate', candidate)} ${subject('Baseline', baseline)}</div>
    <h3>Items</h3>
    <table>
      <thead>
        <tr>
          <th scope="col">set</th>
          <th scope="col">language</th>
          <th scope="col" class="n">items</th>
          <th scope="col">sha256</th>
        </tr>
      </thead>
      <tbody>
        ${sets.map(({ name, language, items, sha256 }) => setRow(name, language, items, sha256))}
        ${heldOut === null ? html`` : setRow(`held out of ${heldOut.datasetId}`, '', heldOut.rows, heldOut.sha256)}
      </tbody>
    </table>
    <h3>Answers</h3>
    <p>
      ${engine.kind}${engine.version === null ? '' : ` ${engine.version}`}${
        engine.baseFormat === null ? '' : `, base as ${engine.baseFormat}`
      };
      temperature ${sampling.temperature}, seed ${sampling.seed}, at most ${number(sampling.maxNewTokens)}
      tokens.${sampling.maxNewTokens < ENOUGH_TOKENS ? CUT_SHORT : ''}
    </p>
    <h3>Again</h3>
    <p class="sub">The same inputs give the same figures; <code>--again</code> makes a new report.</p>
    <pre>${commandOf(report)}</pre>
    <dl class="facts">
      ${hashFact('Key of all inputs', report.key)} ${hashFact('Gate', report.gateSha256)}
      <div>
        <dt>Made</dt>
        <dd>${report.createdAt}</dd>
      </div>
    </dl>
  </section>`;
}

const setRow = (name: string, language: string, items: number, sha256: string): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    <td>${language}</td>
    <td class="n">${number(items)}</td>
    <td><code title="${sha256}">${sha256.slice(0, SHORT)}</code></td>
  </tr>`;

function subject(role: string, one: EvaluatedSubject): Html {
  const { name, kind, runId, sha256, baseId, baseSha256, datasetId, chatTemplateSha256, mlflowRunId } = one;
  const facts = [
    ['run', runId],
    ['adapter', sha256],
    ['base', baseId],
    ['base weights', baseSha256],
    ['dataset', datasetId],
    ['chat template', chatTemplateSha256],
    ['MLflow run', mlflowRunId],
  ] as const;
  return html`<figure class="subject">
    <figcaption>${role}</figcaption>
    <p><b>${name}</b> ${kind === 'base' ? 'the base model' : 'an adapter'}</p>
    <dl class="facts">${facts.flatMap(([label, value]) => (value === null ? [] : [hashFact(label, value)]))}</dl>
  </figure>`;
}

const hashFact = (name: string, value: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd><code>${value}</code></dd>
  </div>`;

function commandOf({ candidate, baseline, gate, sampling, judge, lmEval }: EvaluationReport): string {
  const tasks = [...new Set(lmEval?.map(({ task }) => task))];
  return [
    'npx nx run evaluate:run',
    `--candidate=${candidate.runId ?? candidate.name}`,
    `--baseline=${baseline.kind === 'base' ? 'base' : (baseline.runId ?? baseline.name)}`,
    `--gate=${gate.name}`,
    `--max-new-tokens=${sampling.maxNewTokens}`,
    `--seed=${sampling.seed}`,
    ...(judge === null ? [] : [`--judge=${judge.model}`]),
    ...(tasks.length === 0 ? [] : [`--lm-eval=${tasks.join(',')}`]),
  ].join(' ');
}
