// Owns: the limits of an MLflow server, enforced before anything is sent. Source: mlflow/utils/validation.py, 3.17.2.
//
// The server cuts long values off and drops what it cannot parse, both with status 200: what is not refused here is
// lost without a word.
import { MlflowLimitError } from './errors.ts';

export const LIMITS = {
  batchMetrics: 1000,
  batchParams: 100,
  batchTags: 100,
  batchEntities: 1000,
  /** Bytes of one log-batch request. Documented; 3.17 does not enforce it, proxies do. */
  batchBytes: 1_000_000,
  /** Characters of a metric, param or tag key. */
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  registryTagValue: 100_000,
  alias: 255,
  datasets: 1000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  /** Page sizes. */
  runsPage: 50_000,
  experimentsPage: 50_000,
  modelsPage: 1000,
  versionsPage: 200_000,
} as const;

/** Length as Python counts it: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let surrogatePairs = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) surrogatePairs += 1;
  }
  return text.length - surrogatePairs;
}

/** The first `count` code points of `text`. */
export function firstCodePoints(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join('');
}

/** A string that the server can store: well-formed Unicode, no longer than `limit` characters. */
export function checkText(field: string, value: string, limit: number): string {
  if (typeof value !== 'string') throw new MlflowLimitError(field, `must be a string, not ${typeof value}`);
  if (!value.isWellFormed())
    throw new MlflowLimitError(field, 'holds half of a surrogate pair, which is not Unicode text');
  if (value.length > limit && codePoints(value) > limit) {
    throw new MlflowLimitError(field, `has ${codePoints(value)} characters, the limit is ${limit}`);
  }
  return value;
}

export function checkNotEmpty(field: string, value: string, limit: number): string {
  if (checkText(field, value, limit).trim() === '') throw new MlflowLimitError(field, 'is empty');
  return value;
}

/** An int64 that JavaScript holds exactly. */
export function checkInteger(field: string, value: number, minimum = Number.MIN_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value)) throw new MlflowLimitError(field, `must be a whole number, found ${String(value)}`);
  if (value < minimum) throw new MlflowLimitError(field, `must be at least ${minimum}, found ${value}`);
  return value;
}

export function checkPageSize(value: number | undefined, standard: number, limit: number): number {
  const size = checkInteger('pageSize', value ?? standard, 1);
  if (size > limit) throw new MlflowLimitError('pageSize', `is ${size}, the limit is ${limit}`);
  return size;
}
