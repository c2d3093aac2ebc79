import { userInfo } from 'node:os';

import type { TrainJob } from '@naru/contracts';
import type { DatasetInput } from '@naru/mlflow-js-client';

import type { RunFacts } from './run-facts.ts';

const LONGEST_TAG = 8000;

/** The configuration, flattened: `lora.rank`. MLflow's own limit cuts long values; the whole is job.json. */
export function paramsOf(job: TrainJob): Record<string, string> {
  return Object.fromEntries(flattened('', job.config));
}

function flattened(prefix: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[prefix, (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flattened(prefix === '' ? key : `${prefix}.${key}`, inner));
}

/** What a run comes from. Some of it only the job knows, once it has started. */
export function tagsOf(job: TrainJob, { started, preflight }: RunFacts): Record<string, string> {
  const { base, data, device, provenance } = job;
  return tags({
    'naru.runId': job.runId,
    'naru.method': job.config.method,
    'naru.base.model': base.id,
    'naru.base.revision': base.revision,
    'naru.base.sha256': base.sha256,
    'naru.base.licence': base.licence,
    'naru.data.id': data.id,
    'naru.data.sha256': data.sha256,
    'naru.template.sha256': preflight?.chatTemplateSha256 ?? provenance.chatTemplateSha256,
    'naru.lock.sha256': provenance.lockSha256,
    'naru.git.dirty': provenance.gitDirty,
    'naru.device': started?.device ?? device.names.join(' + '),
    'naru.device.uuids': device.uuids.join(' '),
    'naru.attempts': started?.attempt ?? null,
    'mlflow.source.git.commit': provenance.gitCommit,
    'mlflow.source.name': `naru train:${job.config.method}`,
    'mlflow.source.type': 'LOCAL',
    'mlflow.user': userName(),
    ...Object.fromEntries(
      Object.entries(started?.versions ?? {}).map(([name, text]) => [`naru.version.${name}`, text]),
    ),
  });
}

/** Tags that MLflow takes; what is not known is left out. */
export function tags(values: Readonly<Record<string, string | number | boolean | null>>): Record<string, string> {
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(
    known.map(([key, value]) => [key, Array.from(String(value).toWellFormed()).slice(0, LONGEST_TAG).join('')]),
  );
}

/** The data that the run learns from. MLflow's digest holds 36 characters; the whole hash is a tag. */
export function datasetOf({ data }: TrainJob): DatasetInput {
  const files = [...data.train, ...data.validation];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    dataset: {
      name: data.id.replace(/@[0-9a-f]+$/, ''),
      digest: data.sha256.slice(0, 32),
      sourceType: 'local',
      source: JSON.stringify({ uri: data.train[0].path }),
      profile: JSON.stringify({ num_files: files.length, bytes }),
    },
    tags: { 'mlflow.data.context': 'training', 'naru.sha256': data.sha256, 'naru.datasetId': data.id },
  };
}

function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null; // a container may run under a number without a name
  }
}
