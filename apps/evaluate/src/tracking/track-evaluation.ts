import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { EvaluationReport } from '@naru/contracts';
import { writeFileAtomically } from '@naru/files';
import type { MlflowClient } from '@naru/mlflow-js-client';
import { connectTo, MlflowSettings } from '@naru/mlflow-server';
import { LoggingSettings } from '@naru/logging';

import type { CommandContext } from '../commands/context.ts';
import type { KeptReport } from '../report/kept-reports.ts';

/**
 * Tells MLflow of an evaluation, once: a run with its parameters, its figures, and the report's files. MLflow away fails
 * nothing: the next evaluation that takes this report tells it.
 */
export async function trackEvaluation(kept: KeptReport, { load, places, log, progress, signal }: CommandContext) {
  const told = join(kept.folder, TOLD);
  if (existsSync(told)) return;
  try {
    const settings = load(MlflowSettings);
    const logDir = join(places.root, load(LoggingSettings).dir);
    const { client } = await connectTo(settings, { root: places.root, logDir, signal });
    const mlflowRunId = await deliver(client, settings.experimentName, kept, signal);
    await writeFileAtomically(told, `${JSON.stringify({ mlflowRunId })}\n`);
    await client.close();
  } catch (error) {
    log.warn({ err: error }, 'the evaluation was not told to MLflow');
    progress.say(`MLflow was not told of this evaluation: ${(error as Error).message}`);
  }
}

/** That it was told, and as which run. */
const TOLD = 'tracking.json';
const FILES = ['report.json', 'report.html', 'items.jsonl'];

async function deliver(
  client: MlflowClient,
  experiment: string,
  kept: KeptReport,
  signal: AbortSignal,
): Promise<string> {
  const { report, folder } = kept;
  const call = { signal };
  const { experimentId } = await client.experiments.getOrCreate(experiment, call);
  const startTime = Date.parse(report.createdAt);
  const run = await client.runs.create(
    {
      experimentId,
      ...{ runName: `evaluate ${report.candidate.name} ${report.id}`, startTime },
      tags: tagsOf(kept),
      idempotencyKey: report.id,
    },
    call,
  );
  const { runId } = run.info;
  const metrics = metricsOf(report).map(([key, value]) => ({ key, value, timestamp: startTime, step: 0 }));
  await client.runs.logBatch(runId, { params: paramsOf(report), metrics }, call);
  for (const name of FILES) await client.artifacts.upload(runId, name, { file: join(folder, name) }, call);
  await client.runs.terminate(runId, 'FINISHED', Date.now(), call);
  return runId;
}

function tagsOf({ report, sha256 }: KeptReport): Record<string, string> {
  const { id, candidate, baseline, verdict } = report;
  return known({
    'naru.evalId': id,
    'naru.report.sha256': sha256,
    'naru.verdict': verdict,
    'naru.candidate': candidate.name,
    'naru.candidate.sha256': candidate.sha256,
    'naru.candidate.runId': candidate.runId,
    'naru.baseline': baseline.name,
    'naru.baseline.sha256': baseline.sha256,
    'naru.base.model': candidate.baseId,
    'naru.data.id': candidate.datasetId,
    'mlflow.note.content': [`**${verdict}**`, ...report.because].join('\n\n'),
    'mlflow.source.name': 'naru evaluate:run',
    'mlflow.source.type': 'LOCAL',
  });
}

function paramsOf({ gate, engine, sampling, sets, heldOut, baseline, candidate }: EvaluationReport) {
  return known({
    ...{ candidate: candidate.name, baseline: baseline.name, gate: gate.name, engine: engine.kind },
    ...{ 'engine.version': engine.version, seed: String(sampling.seed), max_new_tokens: String(sampling.maxNewTokens) },
    items: String(sets.reduce((sum, { items }) => sum + items, 0)),
    held_out_rows: String(heldOut?.rows ?? 0),
  });
}

function metricsOf({ measures, timings }: EvaluationReport): [string, number][] {
  const of = measures.flatMap(({ measure, candidate, baseline, difference, low, high }): [string, number | null][] => [
    [`${measure}/candidate`, candidate],
    [`${measure}/baseline`, baseline],
    [`${measure}/difference`, difference],
    [`${measure}/low`, low],
    [`${measure}/high`, high],
  ]);
  const figures = [...of, ['seconds', timings.seconds] as [string, number]];
  return figures.filter((one): one is [string, number] => one[1] !== null);
}

const known = (values: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((one): one is [string, string] => one[1] !== null));
