// Owns: what a run is, and reading one from an answer.
import type { Fields } from '../encoding.ts';

export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

/** A status that ends a run. */
export type FinalRunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

export interface RunInfo {
  readonly runId: string;
  readonly experimentId: string;
  readonly runName: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly artifactUri: string;
  readonly lifecycleStage: 'active' | 'deleted';
  readonly userId: string;
}

/** One point of a metric. The caller sets the timestamp once: equal points are stored once, however often sent. */
export interface Metric {
  readonly key: string;
  /** NaN and ±Infinity are allowed. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
  /** The logged model that was measured. */
  readonly modelId?: string;
  /** The dataset that it was measured on, as logged by `logInputs`. */
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

/** A dataset that a run read. `digest` identifies its content: 36 characters at most, so no whole SHA-256. */
export interface Dataset {
  readonly name: string;
  readonly digest: string;
  /** Such as `local`, `hugging_face`, `http`. */
  readonly sourceType: string;
  /** Where it came from, by convention a JSON object as text. */
  readonly source: string;
  /** JSON as text. */
  readonly schema?: string;
  readonly profile?: string;
}

export interface DatasetInput {
  readonly dataset: Dataset;
  /** The tag `mlflow.data.context` says what for: `training`, `eval`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A logged model that a run wrote, and at which step. */
export interface ModelOutput {
  readonly modelId: string;
  readonly step: number;
}

export interface Run {
  readonly info: RunInfo;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The last point of each metric: highest step, then latest. */
  readonly metrics: readonly Metric[];
  readonly datasets: readonly DatasetInput[];
  readonly modelInputs: readonly { readonly modelId: string }[];
  readonly modelOutputs: readonly ModelOutput[];
}

const STATUSES: readonly string[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] satisfies RunStatus[];

export function readRunInfo(fields: Fields): RunInfo {
  const status = fields.text('status');
  return {
    runId: fields.optionalText('run_id') ?? fields.requiredText('run_uuid'),
    experimentId: fields.text('experiment_id'),
    runName: fields.text('run_name'),
    status: STATUSES.includes(status) ? (status as RunStatus) : 'RUNNING',
    startTime: fields.optionalInteger('start_time'),
    endTime: fields.optionalInteger('end_time'),
    artifactUri: fields.text('artifact_uri'),
    lifecycleStage: fields.text('lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    userId: fields.text('user_id'),
  };
}

export function readMetric(fields: Fields): Metric {
  const optional = {
    modelId: fields.optionalText('model_id'),
    datasetName: fields.optionalText('dataset_name'),
    datasetDigest: fields.optionalText('dataset_digest'),
  };
  return {
    key: fields.requiredText('key'),
    value: fields.double('value'),
    timestamp: fields.integer('timestamp'),
    step: fields.integer('step'),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

export function readRun(fields: Fields): Run {
  const data = fields.object('data');
  const inputs = fields.object('inputs');
  return {
    info: readRunInfo(fields.object('info')),
    params: data.pairs('params'),
    tags: data.pairs('tags'),
    metrics: data.list('metrics').map(readMetric),
    datasets: inputs.list('dataset_inputs').map(readDatasetInput),
    modelInputs: inputs.list('model_inputs').map((model) => ({ modelId: model.text('model_id') })),
    modelOutputs: fields
      .object('outputs')
      .list('model_outputs')
      .map((model) => ({ modelId: model.text('model_id'), step: model.integer('step') })),
  };
}

function readDatasetInput(fields: Fields): DatasetInput {
  const dataset = fields.object('dataset');
  const schema = dataset.optionalText('schema');
  const profile = dataset.optionalText('profile');
  return {
    tags: fields.pairs('tags'),
    dataset: {
      name: dataset.text('name'),
      digest: dataset.text('digest'),
      sourceType: dataset.text('source_type'),
      source: dataset.text('source'),
      ...(schema === undefined ? {} : { schema }),
      ...(profile === undefined ? {} : { profile }),
    },
  };
}
