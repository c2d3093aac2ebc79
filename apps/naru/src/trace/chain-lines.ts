// Owns how a chain reads on a terminal.
import type { DatasetManifest } from '@naru/contracts';
import { clipped, whole } from '@naru/terminal';

import type { AnswerChain } from './answer-chain.ts';

const WIDTH = 60;
const LABEL = 12;

const labelled = (label: string, text: string): string => `  ${label.padEnd(LABEL)}${text}`;
const day = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
const rowsOf = (files: readonly { readonly rows: number }[]): string =>
  whole(files.reduce((sum, { rows }) => sum + rows, 0));

/** The chain from the answer down to its sources. */
export function chainLines(chain: AnswerChain): string[] {
  const { message, provenance, feedback } = chain;
  return [
    `Answer ${message.id} of ${day(message.createdAt)} UTC: ${clipped(message.content.replace(/\s+/g, ' '), WIDTH)}`,
    ...(provenance === null
      ? [labelled('model', 'not recorded: the answer came with a conversation that was brought here')]
      : modelLines(provenance)),
    ...runLines(chain),
    ...datasetLines(chain),
    ...chain.reports.map(({ id, verdict, because }) =>
      labelled('report', `results/${id}: ${verdict}. ${because[0] ?? ''}`),
    ),
    ...chain.audit.map(({ seq, at, action, alias, by, why }) =>
      labelled('audit', `#${seq} ${day(at)} ${action} (${alias}) by ${by}: ${why}`),
    ),
    ...(feedback === null ? [] : [labelled('feedback', feedbackInWords(feedback))]),
  ];
}

function modelLines({
  model,
  base,
  adapter,
  engine,
  chatTemplateSha256,
  parameters,
}: NonNullable<AnswerChain['provenance']>): string[] {
  return [
    labelled('model', model),
    labelled('base', `${base.id}${base.sha256 === null ? '' : `, sha256 ${base.sha256}`}`),
    labelled('engine', `${engine.name} ${engine.version ?? ''}`.trimEnd()),
    labelled('template', chatTemplateSha256 === null ? 'not known' : `sha256 ${chatTemplateSha256}`),
    labelled('parameters', JSON.stringify(parameters)),
    labelled('adapter', adapter === null ? 'none: the base model alone' : `${adapter.name}, sha256 ${adapter.sha256}`),
  ];
}

function runLines({ provenance, run }: AnswerChain): string[] {
  const adapter = provenance?.adapter;
  if (!adapter?.runId) return [];
  if (run === null) return [labelled('run', `${adapter.runId}, which is no longer on this machine`)];
  const { config, provenance: made } = run;
  const commit =
    made.gitCommit === null
      ? ''
      : `, commit ${made.gitCommit.slice(0, 12)}${made.gitDirty === true ? ' with changes' : ''}`;
  return [
    labelled('run', `${run.runId}: ${config.name} ${config.method}${commit}`),
    ...(adapter.mlflowRunId === null ? [] : [labelled('mlflow', `run ${adapter.mlflowRunId}`)]),
  ];
}

function datasetLines({ dataset }: AnswerChain): string[] {
  if (dataset === null) return [];
  if (dataset.manifest === null) return [labelled('dataset', `${dataset.id}, which has no manifest on this machine`)];
  const { splits, sources, steps } = dataset.manifest;
  const counts = `train ${rowsOf(splits.train)} · validation ${rowsOf(splits.validation)} · test ${rowsOf(splits.test)} rows`;
  return [
    labelled('dataset', `${dataset.id}: ${counts}`),
    ...steps.map(({ name, version, rowsIn, rowsOut }) =>
      labelled('  step', `${name} v${version}: ${whole(rowsIn)} → ${whole(rowsOut)} rows`),
    ),
    ...sources.flatMap(sourceLines),
  ];
}

function sourceLines({ name, licence, rows, files, feedback }: DatasetManifest['sources'][number]): string[] {
  const from = feedback === undefined ? '' : `, ${feedback.id}`;
  return [
    labelled('  source', `${name}: ${whole(rows)} rows, licence ${licence ?? 'not named'}${from}`),
    ...files.map(({ path, sha256 }) => labelled('    file', `${path}, sha256 ${sha256}`)),
  ];
}

function feedbackInWords({ rating, correction, consent, updatedAt }: NonNullable<AnswerChain['feedback']>): string {
  const said = [
    ...(rating === null ? [] : [`rated ${rating}`]),
    ...(correction === null || correction === '' ? [] : ['corrected']),
    consent ? 'may be learned from' : 'may not be learned from',
  ];
  return `${said.join(', ')} (${day(updatedAt)})`;
}
