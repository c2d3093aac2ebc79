// Owns: what registered models and their versions are, and reading them from an answer.
import type { Fields } from '../encoding.ts';

export interface ModelVersion {
  readonly name: string;
  /** `1`, `2`, …: a number as text, as MLflow has it. */
  readonly version: string;
  readonly creationTime: number | undefined;
  readonly lastUpdatedTime: number | undefined;
  readonly description: string;
  readonly source: string;
  readonly runId: string | undefined;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Filled by `get`; the server leaves it out of searches. */
  readonly aliases: readonly string[];
}

export interface RegisteredModel {
  readonly name: string;
  readonly creationTime: number | undefined;
  readonly lastUpdatedTime: number | undefined;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Alias to version. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly latestVersions: readonly ModelVersion[];
}

export function readModelVersion(fields: Fields): ModelVersion {
  const runId = fields.text('run_id');
  return {
    name: fields.requiredText('name'),
    version: fields.has('version') ? String(fields.integer('version')) : '',
    creationTime: fields.optionalInteger('creation_timestamp'),
    lastUpdatedTime: fields.optionalInteger('last_updated_timestamp'),
    description: fields.text('description'),
    source: fields.text('source'),
    runId: runId === '' ? undefined : runId,
    status: fields.text('status'),
    tags: fields.pairs('tags'),
    aliases: fields.texts('aliases'),
  };
}

export function readRegisteredModel(fields: Fields): RegisteredModel {
  const aliases = fields.list('aliases').map((alias) => [alias.text('alias'), alias.text('version')] as const);
  return {
    name: fields.requiredText('name'),
    creationTime: fields.optionalInteger('creation_timestamp'),
    lastUpdatedTime: fields.optionalInteger('last_updated_timestamp'),
    description: fields.text('description'),
    tags: fields.pairs('tags'),
    aliases: Object.fromEntries(aliases),
    latestVersions: fields.list('latest_versions').map(readModelVersion),
  };
}
