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

const PER_KIND: Record<Kind, number> = {
  metrics: LIMITS.batchMetrics,
  params: LIMITS.batchParams,
  tags: LIMITS.batchTags,
};

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

/** Fills requests in order: params and tags first, so that a run says what it is before its first point. */
function pack(runId: string, items: Record<Kind, readonly object[]>): BatchRequest[] {
  const requests: BatchRequest[] = [];
  const envelope = Buffer.byteLength(JSON.stringify(emptyRequest(runId)));
  let current = emptyRequest(runId);
  let bytes = envelope;
  for (const kind of ['params', 'tags', 'metrics'] as const) {
    for (const item of items[kind]) {
      const size = Buffer.byteLength(JSON.stringify(item)) + 1;
      if (isFull(current, kind) || bytes + size > LIMITS.batchBytes) {
        requests.push(current);
        current = emptyRequest(runId);
        bytes = envelope;
      }
      current[kind].push(item);
      bytes += size;
    }
  }
  return countOf(current) > 0 ? [...requests, current] : requests;
}

function emptyRequest(runId: string): BatchRequest & Record<Kind, object[]> {
  return { run_id: runId, metrics: [], params: [], tags: [] };
}

function isFull(request: BatchRequest, kind: Kind): boolean {
  return request[kind].length >= PER_KIND[kind] || countOf(request) >= LIMITS.batchEntities;
}

function countOf(request: BatchRequest): number {
  return request.metrics.length + request.params.length + request.tags.length;
}
