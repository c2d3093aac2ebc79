// Owns: what the fake's runs log: batches, histories, inputs, outputs.
import type { Metric } from '../../runs/run.ts';
import { checkCount, checkLength, checkName } from '../checks.ts';
import { FakeError, invalid } from '../fake-error.ts';
import { page } from '../filter.ts';
import type { FakeAnswer, FakeRequest, Input } from '../request.ts';
import type { FakeRun, FakeState } from '../state.ts';
import { checkTag, writtenMetric } from './runs.ts';

export function logBatch(input: Input, state: FakeState, request: FakeRequest): FakeAnswer {
  if (request.raw.length > 1e6) {
    throw invalid(
      `Batched logging API requests must be at most 1000000 bytes, got a request of size ${request.raw.length}.`,
    );
  }
  const run = state.activeRun(input.required('run_id'));
  const metrics = input.list('metrics').map(readMetric);
  const params = input.pairs('params');
  const tags = input.pairs('tags');
  checkCount('metrics', metrics.length, 1000);
  checkCount('params', params.length, 100);
  checkCount('tags', tags.length, 100);
  checkCount('metrics, params, and tags', metrics.length + params.length + tags.length, 1000);
  for (const [key, value] of tags) checkTag(key, value);
  addParams(run, params);
  for (const metric of metrics) addPoint(run, metric);
  for (const [key, value] of tags) run.tags.set(key, value);
  return { json: {} };
}

export function metricHistory(input: Input, state: FakeState): FakeAnswer {
  const key = input.required('metric_key');
  const points = state
    .run(input.required('run_id'))
    .points.filter((point) => point.key === key)
    .sort((one, other) => one.timestamp - other.timestamp || one.step - other.step || one.value - other.value);
  const [items, next] = page(points, input.integer('max_results'), input.text('page_token'));
  return { json: { metrics: items.map(writtenMetric), next_page_token: next } };
}

export function logInputs(input: Input, state: FakeState): FakeAnswer {
  const run = state.activeRun(input.required('run_id'));
  for (const item of input.list('datasets')) {
    const dataset = item.object('dataset');
    const [name, digest, source] = [dataset.required('name'), dataset.required('digest'), dataset.text('source') ?? ''];
    checkLength('name', name, 500);
    checkLength('digest', digest, 36);
    checkLength('source', source, 65_535);
    if (run.datasets.some((known) => known.dataset.name === name && known.dataset.digest === digest)) continue;
    const [schema, profile] = [dataset.text('schema'), dataset.text('profile')];
    const optional = { ...(schema === undefined ? {} : { schema }), ...(profile === undefined ? {} : { profile }) };
    const sourceType = dataset.required('source_type');
    run.datasets.push({
      tags: Object.fromEntries(item.pairs('tags')),
      dataset: { name, digest, source, sourceType, ...optional },
    });
  }
  for (const model of input.list('models')) {
    const modelId = state.loggedModel(model.required('model_id')).modelId;
    if (!run.modelInputs.includes(modelId)) run.modelInputs.push(modelId);
  }
  return { json: {} };
}

export function logOutputs(input: Input, state: FakeState): FakeAnswer {
  const run = state.activeRun(input.required('run_id'));
  for (const model of input.list('models')) {
    const modelId = model.required('model_id');
    if (run.modelOutputs.some((known) => known.modelId === modelId)) {
      throw new FakeError(400, 'BAD_REQUEST', '(sqlite3.IntegrityError) UNIQUE constraint failed: inputs.source_type');
    }
    run.modelOutputs.push({ modelId, step: model.integer('step') ?? 0 });
  }
  return { json: {} };
}

function readMetric(input: Input): Metric {
  const key = input.required('key');
  checkName(input.at('name'), key);
  const timestamp = input.integer('timestamp');
  if (timestamp === undefined) throw invalid(`Missing value for required parameter '${input.at('timestamp')}'.`);
  if (timestamp < 0) throw invalid(`Invalid value ${timestamp} for parameter '${input.at('timestamp')}' supplied`);
  return { key, value: input.double('value'), timestamp, step: input.integer('step') ?? 0 };
}

/** Equal points are one: the store's primary key is all of key, timestamp, step and value. */
function addPoint(run: FakeRun, point: Metric): void {
  const identity = JSON.stringify([point.key, point.timestamp, point.step, String(point.value)]);
  if (run.pointKeys.has(identity)) return;
  run.pointKeys.add(identity);
  run.points.push(point);
}

function addParams(run: FakeRun, params: readonly (readonly [key: string, value: string])[]): void {
  const keys = params.map(([key]) => key);
  if (new Set(keys).size < keys.length) throw invalid('Duplicate parameter keys have been submitted');
  for (const [key, value] of params) {
    checkName('key', key);
    checkLength('Param value', value, 6000);
    const known = run.params.get(key);
    if (known !== undefined && known !== value) {
      throw invalid(`Changing param values is not allowed. Params were already logged='[{'key': '${key}'}]'`);
    }
  }
  for (const [key, value] of params) run.params.set(key, value);
}
