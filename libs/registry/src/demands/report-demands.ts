import type { EvaluationReport } from '@naru/contracts';
import type { AuditedVersion, EvaluationRow } from '@naru/db';

import type { Refusal, ReportFile, ServedBy } from '../registry.ts';
import { parseReport } from '../reports/parse-report.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';
import { differs } from './adapter-demands.ts';
import { lacks } from './refusal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A report proves nothing about an engine and a production of so long ago. */
export const OLDEST_REPORT_DAYS = 30;

/** What a report is held against. */
export interface Grounds {
  readonly adapter: AdapterFiles;
  readonly engine: ServedBy;
  /** Null: the base model. */
  readonly production: AuditedVersion | null;
  /** The evaluation as it was recorded when it ended; null: none of its id was. */
  readonly recorded: (evalId: string) => Promise<EvaluationRow | null>;
  readonly now: number;
}

/** What the report has to be for this adapter, what is in production, and what would serve it. */
export async function reportDemands(file: ReportFile | null, grounds: Grounds): Promise<Refusal[]> {
  const { adapter } = grounds;
  if (file === null) {
    const message = `There is no report about ${adapter.name}. Evaluate it: npx nx run evaluate:run --candidate=${adapter.name}`;
    return [lacks('report.missing', message)];
  }
  const parsed = parseReport(file);
  if (!parsed.ok) return [lacks('report.broken', `The report is not whole: ${parsed.problem}.`)];
  const { report } = parsed;
  return [
    ...(await whatWasRecorded(report, file, grounds)),
    ...ageOf(report, grounds.now),
    ...subjectOf(report, adapter),
    ...servedAs(report, grounds.engine),
    ...baselineOf(report, grounds.production),
    ...contaminationOf(report),
    ...verdictOf(report),
  ];
}

async function whatWasRecorded({ id }: EvaluationReport, file: ReportFile, { recorded }: Grounds): Promise<Refusal[]> {
  const row = await recorded(id);
  if (row === null) {
    return [lacks('report.unknown', `The evaluation ${id} is not recorded in this database: nothing vouches for it.`)];
  }
  if (row.reportSha256 === file.sha256) return [];
  return [lacks('report.edited', `The report of ${id} was changed after the evaluation wrote it.`)];
}

function ageOf({ id, createdAt }: EvaluationReport, now: number): Refusal[] {
  const days = Math.floor((now - Date.parse(createdAt)) / DAY_MS);
  if (days < OLDEST_REPORT_DAYS) return [];
  return [lacks('report.old', `The report ${id} is ${days} days old; at most ${OLDEST_REPORT_DAYS} are allowed.`)];
}

function subjectOf({ id, candidate }: EvaluationReport, adapter: AdapterFiles): Refusal[] {
  if (candidate.sha256 !== adapter.sha256) {
    return [lacks('report.adapter', `The report ${id} is about ${candidate.name}, not about ${adapter.name}.`)];
  }
  const is = { name: adapter.name, report: id };
  return [
    ...(candidate.datasetSha256 === adapter.datasetSha256 ? [] : [other('report.dataset', 'dataset', is)]),
    ...(candidate.chatTemplateSha256 === adapter.chatTemplateSha256
      ? []
      : [other('report.template', 'chat template', is)]),
    ...(candidate.baseId === adapter.baseId && !differs(candidate.baseSha256, adapter.baseSha256)
      ? []
      : [other('report.base', 'base model', is)]),
  ];
}

const other = (
  code: 'report.dataset' | 'report.template' | 'report.base',
  what: string,
  { name, report }: { readonly name: string; readonly report: string },
): Refusal => lacks(code, `The report ${report} names another ${what} than ${name} comes from.`);

function servedAs({ id, engine }: EvaluationReport, now: ServedBy): Refusal[] {
  if (engine.kind === now.kind && !differs(engine.version, now.version)) return [];
  const [was, is] = [engine, now].map(({ kind, version }) => `${kind}${version === null ? '' : ` (${version})`}`);
  return [lacks('report.engine', `The report ${id} was made with ${was ?? ''}; ${is ?? ''} would serve it.`)];
}

function baselineOf({ id, baseline }: EvaluationReport, production: AuditedVersion | null): Refusal[] {
  if (baseline.sha256 === (production?.adapterSha256 ?? null)) return [];
  const now = production === null ? 'the base model' : production.name;
  return [lacks('report.baseline', `The report ${id} compares with ${baseline.name}; ${now} is in production now.`)];
}

function contaminationOf({ id, contamination }: EvaluationReport): Refusal[] {
  const { checked, overlaps, note } = contamination;
  if (overlaps.length > 0) {
    const items = new Set(overlaps.map(({ set, item }) => `${set}/${item}`)).size;
    return [
      lacks('report.contaminated', `Its training data holds ${items} of the items that it was evaluated on (${id}).`),
    ];
  }
  if (checked) return [];
  const why = note === null ? '' : ` ${note}`;
  return [
    lacks('report.unchecked', `Whether it was trained on what it was evaluated on was not checked (${id}).${why}`),
  ];
}

/** The verdict, and that it follows from the measures which stand beside it. */
function verdictOf({ id, verdict, because, gate, measures }: EvaluationReport): Refusal[] {
  if (verdict !== 'better') {
    return [lacks('report.verdict', `The verdict of ${id} is "${verdict}": ${because.join('; ')}`)];
  }
  const decisive = [gate.primary.measure, ...gate.guardrails.map(({ measure }) => measure)];
  const open = decisive.filter((name) => measures.find(({ measure }) => measure === name)?.outcome !== 'shown');
  if (open.length === 0) return [];
  return [lacks('report.verdict', `The report ${id} says "better", but shows it not for ${open.join(', ')}.`)];
}
