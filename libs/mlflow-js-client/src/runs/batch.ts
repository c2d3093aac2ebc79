// Owns: cutting what is logged at once into requests that the server takes.
import { encodeDouble } from '../encoding.ts';
import { MlflowLimitError } from '../errors.ts';
import { LIMITS, checkInteger, checkText, codePoints, firstCodePoints } from '../limits.ts';
import { checkKey } from '../names.ts';
import type { Metric } from './run.ts';

/** Metrics, params and tags of one run, as many as there are. */
export interface Batch {
  readonly metrics?: readonly Metric[];
  /** Written once: another value for the same key is an error of the server. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What to do with a param longer than the server keeps (6000 characters): refuse it, or cut it off. */
export type LongParamPolicy = 'error' | 'truncate';

/** The body of one `runs/log-batch`. */
export interface BatchRequest {
  readonly run_id: string;
  readonly metrics: readonly object[];
  readonly params: readonly object[];
  readonly tags: readonly object[];
}

export interface BatchPlan {
  readonly requests: readonly BatchRequest[];
  readonly truncatedParams: readonly string[];
}

type Kind = 'metrics' | 'params' | 'tags';

/** Checks everything before the first request, so that a bad value leaves nothing half written. */
export function planBatch(runId: string, batch: Batch, onLongParam: LongParamPolicy): BatchPlan {
  const truncatedParams: string[] = [];
  const params = Object.entries(batch.params ?? {}).map(([key, value]) => {
    const text = paramValue(key, value, onLongParam);
    if (text.truncated) truncatedParams.push(key);
    return { key: checkKey('params', key), value: text.value };
  });
  const tags = Object.entries(batch.tags ?? {}).map(([key, value]) => encodeTag(key, value));
  const metrics = (batch.metrics ?? []).map(encodeMetric);
  return { requests: pack(runId, { params, tags, metrics }), truncatedParams };
}

export function encodeTag(key: string, value: string): { key: string; value: string } {
  return { key: checkKey('tags', key), value: checkText(`tags[${JSON.stringify(key)}]`, value, LIMITS.tagValue) };
}

function encodeMetric(metric: Metric, index: number): object {
  const field = `metrics[${index}]`;
  if (typeof metric.value !== 'number') {
    throw new MlflowLimitError(`${field}.value`, `must be a number, found ${JSON.stringify(metric.value)}`);
  }
  return {
    key: checkKey(`${field}.key`, metric.key),
    value: encodeDouble(metric.value),
    timestamp: checkInteger(`${field}.timestamp`, metric.timestamp, 0),
    step: checkInteger(`${field}.step`, metric.step),
    model_id: metric.modelId,
    dataset_name: metric.datasetName,
    dataset_digest: metric.datasetDigest,
  };
}

function paramValue(
  key: string,
  value: string | number | boolean,
  onLong: LongParamPolicy,
): { value: string; truncated: boolean } {
  const field = `params[${JSON.stringify(key)}]`;
  const text = String(value);
  if (onLong === 'truncate' && codePoints(text) > LIMITS.paramValue) {
    return { value: checkText(field, firstCodePoints(text, LIMITS.paramValue), LIMITS.paramValue), truncated: true };
  }
  return { value: checkText(field, text, LIMITS.paramValue), truncated: false };
}

/** Fills one request after the other with what fits of each kind, params and tags first. */
function pack(runId: string, items: Record<Kind, readonly object[]>): BatchRequest[] {
  const waiting = { params: sized(items.params), tags: sized(items.tags), metrics: sized(items.metrics) };
  const envelope = Buffer.byteLength(JSON.stringify({ run_id: runId, params: [], tags: [], metrics: [] }));
  const requests: BatchRequest[] = [];
  while (waiting.params.length + waiting.tags.length + waiting.metrics.length > 0) {
    const room = { entities: LIMITS.batchEntities, bytes: LIMITS.batchBytes - envelope };
    const params = take(waiting.params, LIMITS.batchParams, room);
    const tags = take(waiting.tags, LIMITS.batchTags, room);
    const metrics = take(waiting.metrics, LIMITS.batchMetrics, room);
    requests.push({ run_id: runId, params, tags, metrics });
  }
  return requests;
}

interface Sized {
  readonly item: object;
  readonly bytes: number;
}

function sized(items: readonly object[]): Sized[] {
  return items.map((item) => ({ item, bytes: Buffer.byteLength(JSON.stringify(item)) + 1 }));
}

/** Moves what fits from the front of `waiting`. One item always fits: the longest is some 30 kB. */
function take(waiting: Sized[], limit: number, room: { entities: number; bytes: number }): object[] {
  let count = 0;
  for (const { bytes } of waiting) {
    if (count >= limit || room.entities < 1 || bytes > room.bytes) break;
    count += 1;
    room.entities -= 1;
    room.bytes -= bytes;
  }
  return waiting.splice(0, count).map(({ item }) => item);
}
