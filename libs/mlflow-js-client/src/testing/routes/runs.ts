// Owns: the fake's runs: create, get, change, search.
import { randomUUID } from 'node:crypto';
import { encodeDouble } from '../../encoding.ts';
import type { Metric, RunStatus } from '../../runs/run.ts';
import { checkLength, checkName } from '../checks.ts';
import { invalid, notFound } from '../fake-error.ts';
import { filterRows, orderRows, page } from '../filter.ts';
import type { FakeAnswer, Input } from '../request.ts';
import type { FakeRun, FakeState } from '../state.ts';

const STATUSES: readonly string[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] satisfies RunStatus[];

export function createRun(input: Input, state: FakeState): FakeAnswer {
  const experiment = state.experiment(input.text('experiment_id') ?? '0');
  if (experiment.deleted) {
    throw invalid(`The experiment ${experiment.experimentId} must be in the 'active' state. Current state is deleted.`);
  }
  const runId = randomUUID().replaceAll('-', '');
  const tags = new Map(input.pairs('tags'));
  for (const [key, value] of tags) checkTag(key, value);
  const name = input.text('run_name') ?? tags.get('mlflow.runName') ?? `fake-run-${state.runs.size}`;
  tags.set('mlflow.runName', name);
  const run: FakeRun = {
    runId,
    experimentId: experiment.experimentId,
    name,
    status: 'RUNNING',
    startTime: input.integer('start_time') ?? 0,
    endTime: undefined,
    deleted: false,
    artifactUri: `${experiment.artifactLocation}/${runId}/artifacts`,
    params: new Map(),
    tags,
    points: [],
    pointKeys: new Set(),
    datasets: [],
    modelInputs: [],
    modelOutputs: [],
  };
  state.runs.set(runId, run);
  return { json: { run: written(run) } };
}

export function getRun(input: Input, state: FakeState): FakeAnswer {
  return { json: { run: written(state.run(input.required('run_id'))) } };
}

export function updateRun(input: Input, state: FakeState): FakeAnswer {
  const run = state.activeRun(input.required('run_id'));
  const status = input.text('status');
  if (status !== undefined) {
    if (!STATUSES.includes(status)) throw invalid(`Invalid value "${status}" for parameter 'status' supplied`);
    run.status = status as RunStatus;
  }
  run.endTime = input.integer('end_time') ?? run.endTime;
  run.name = input.text('run_name') ?? run.name;
  run.tags.set('mlflow.runName', run.name);
  return { json: { run_info: info(run) } };
}

export function deleteRun(input: Input, state: FakeState): FakeAnswer {
  state.run(input.required('run_id')).deleted = true;
  return { json: {} };
}

export function restoreRun(input: Input, state: FakeState): FakeAnswer {
  state.run(input.required('run_id')).deleted = false;
  return { json: {} };
}

export function searchRuns(input: Input, state: FakeState): FakeAnswer {
  const experimentIds = input.texts('experiment_ids');
  const view = input.text('run_view_type') ?? 'ACTIVE_ONLY';
  const size = input.integer('max_results') ?? 1000;
  if (size > 50_000) throw invalid(`Invalid value ${size} for parameter 'max_results' supplied`);
  const seen = [...state.runs.values()].filter(
    (run) => experimentIds.includes(run.experimentId) && (view === 'ALL' || run.deleted === (view === 'DELETED_ONLY')),
  );
  const orderBy = [...input.texts('order_by'), 'attributes.start_time DESC', 'attributes.run_id ASC'];
  const rows = orderRows(filterRows(seen, input.text('filter'), lookup), orderBy, lookup);
  const [items, next] = page(rows, size, input.text('page_token'));
  return { json: { runs: items.map(written), next_page_token: next } };
}

export function setTag(input: Input, state: FakeState): FakeAnswer {
  const run = state.activeRun(input.required('run_id'));
  const [key, value] = [input.required('key'), input.text('value') ?? ''];
  checkTag(key, value);
  run.tags.set(key, value);
  if (key === 'mlflow.runName') run.name = value;
  return { json: {} };
}

export function deleteTag(input: Input, state: FakeState): FakeAnswer {
  const run = state.activeRun(input.required('run_id'));
  const key = input.required('key');
  if (!run.tags.delete(key)) throw notFound(`No tag with name: ${key} in run with id ${run.runId}`);
  return { json: {} };
}

export function checkTag(key: string, value: string): void {
  checkName('key', key);
  checkLength('value', value, 8000);
}

export function writtenMetric(metric: Metric): object {
  return { key: metric.key, value: encodeDouble(stored(metric.value)), timestamp: metric.timestamp, step: metric.step };
}

/** The SQL store has no infinities. */
function stored(value: number): number {
  return Math.abs(value) === Infinity ? Math.sign(value) * Number.MAX_VALUE : value;
}

function lookup(run: FakeRun, kind: string, key: string): string | number | undefined {
  if (kind === 'tags') return run.tags.get(key);
  if (kind === 'params') return run.params.get(key);
  if (kind === 'metrics') return latest(run).find((metric) => metric.key === key)?.value;
  const { runId, name, status, startTime, endTime } = run;
  return { run_id: runId, run_name: name, status, start_time: startTime, end_time: endTime }[key];
}

function latest(run: FakeRun): Metric[] {
  const last = new Map<string, Metric>();
  for (const point of run.points) {
    const known = last.get(point.key);
    if (!known || isLater(point, known)) last.set(point.key, point);
  }
  return [...last.values()];
}

function isLater(one: Metric, other: Metric): boolean {
  if (one.step !== other.step) return one.step > other.step;
  return one.timestamp === other.timestamp ? one.value > other.value : one.timestamp > other.timestamp;
}

function info(run: FakeRun): object {
  return {
    run_id: run.runId,
    run_uuid: run.runId,
    experiment_id: run.experimentId,
    run_name: run.name,
    status: run.status,
    start_time: run.startTime,
    end_time: run.endTime,
    artifact_uri: run.artifactUri,
    lifecycle_stage: run.deleted ? 'deleted' : 'active',
    user_id: '',
  };
}

function written(run: FakeRun): object {
  const pairs = (map: Map<string, string>): object[] => [...map].map(([key, value]) => ({ key, value }));
  return {
    info: info(run),
    data: { metrics: latest(run).map(writtenMetric), params: pairs(run.params), tags: pairs(run.tags) },
    inputs: {
      dataset_inputs: run.datasets.map(({ tags, dataset: { sourceType, ...dataset } }) => ({
        tags: pairs(new Map(Object.entries(tags))),
        dataset: { ...dataset, source_type: sourceType },
      })),
      model_inputs: run.modelInputs.map((modelId) => ({ model_id: modelId })),
    },
    outputs: { model_outputs: run.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step })) },
  };
}
