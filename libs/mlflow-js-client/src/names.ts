// Owns: which names an MLflow server takes. Source: mlflow/utils/validation.py, 3.17.2.
import { MlflowLimitError } from './errors.ts';
import { LIMITS, checkNotEmpty, checkText } from './limits.ts';

// Python's \w: letters and numbers of any script and the underscore, but no combining marks.
const KEY = /^[/\p{L}\p{N}_.\- :]*$/u;
const ALIAS = /^[\p{L}\p{N}_-]+$/u;
const RUN_ID = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;
const IDEMPOTENCY_KEY = /^[\p{L}\p{N}_.:@/-]{1,200}$/u;

/** Names may become file names, so the server refuses those that would resolve to another path. */
function resolvesElsewhere(name: string): boolean {
  return name.startsWith('..') || name.split('/').some((part) => part === '' || part === '.' || part === '..');
}

/** A key of a metric, param or tag. */
export function checkKey(field: string, key: string, limit: number = LIMITS.key): string {
  checkText(field, key, limit);
  if (!KEY.test(key)) {
    throw new MlflowLimitError(
      field,
      `is ${JSON.stringify(key)}; a key holds letters, digits, spaces and _ - . : / only (no combining marks: use NFC)`,
    );
  }
  if (resolvesElsewhere(key)) {
    throw new MlflowLimitError(
      field,
      `is ${JSON.stringify(key)}, which would be another path when used as a file name`,
    );
  }
  return key;
}

/** The name of a registered model. */
export function checkModelName(field: string, name: string): string {
  checkNotEmpty(field, name, 256);
  if (/[/:]/.test(name))
    throw new MlflowLimitError(field, `is ${JSON.stringify(name)}; a model name holds no / and no :`);
  if (resolvesElsewhere(name)) throw new MlflowLimitError(field, `is ${JSON.stringify(name)}, which is a path`);
  return name;
}

/** An alias of a model version. `latest` and `v1`, `V2`, … are reserved. */
export function checkAlias(field: string, alias: string): string {
  checkText(field, alias, LIMITS.alias);
  if (!ALIAS.test(alias)) {
    throw new MlflowLimitError(field, `is ${JSON.stringify(alias)}; an alias holds letters, digits, _ and - only`);
  }
  if (alias.toLowerCase() === 'latest' || /^[vV]\d+$/.test(alias)) {
    throw new MlflowLimitError(field, `is ${JSON.stringify(alias)}, which MLflow reserves`);
  }
  return alias;
}

export function checkRunId(runId: string, field = 'runId'): string {
  if (!RUN_ID.test(runId)) throw new MlflowLimitError(field, `is ${JSON.stringify(runId)}, which is no run id`);
  return runId;
}

/** A version number, as text or number. The server speaks text. */
export function checkVersion(field: string, version: string | number): string {
  const text = String(version);
  if (!/^[1-9]\d*$/.test(text))
    throw new MlflowLimitError(field, `is ${JSON.stringify(text)}, which is no version number`);
  return text;
}

/** An idempotency key goes into a search filter, whose strings know no escape. */
export function checkIdempotencyKey(key: string): string {
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new MlflowLimitError('idempotencyKey', 'must be 1 to 200 letters, digits or _ - . : @ /');
  }
  return key;
}

/**
 * A string literal for a search filter.
 *
 * @example `name = ${filterString("나루")}`
 * @throws MlflowLimitError for a value that holds both kinds of quotes: filters know no escape
 */
export function filterString(value: string): string {
  if (!value.includes("'")) return `'${value}'`;
  if (!value.includes('"')) return `"${value}"`;
  throw new MlflowLimitError('filter', `cannot hold ${JSON.stringify(value)}: MLflow's filters cannot escape quotes`);
}
