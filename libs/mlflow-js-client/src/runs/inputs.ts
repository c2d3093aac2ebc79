// Owns: datasets and models that a run read, within the server's limits.
import { keyValues } from '../encoding.ts';
import { MlflowLimitError } from '../errors.ts';
import { LIMITS, checkNotEmpty, checkText } from '../limits.ts';
import type { Dataset, DatasetInput } from './run.ts';

export interface RunInputs {
  readonly datasets?: readonly DatasetInput[];
  readonly models?: readonly { readonly modelId: string }[];
}

/** The body of `runs/log-inputs`. */
export function encodeInputs(runId: string, inputs: RunInputs): object {
  const datasets = inputs.datasets ?? [];
  if (datasets.length > LIMITS.datasets) {
    throw new MlflowLimitError('datasets', `holds ${datasets.length} datasets, the limit is ${LIMITS.datasets}`);
  }
  return {
    run_id: runId,
    datasets: datasets.map((input, index) => encodeDatasetInput(input, `datasets[${index}]`)),
    models: inputs.models?.map((model) => ({ model_id: model.modelId })),
  };
}

function encodeDatasetInput(input: DatasetInput, field: string): object {
  for (const [key, value] of Object.entries(input.tags)) {
    checkNotEmpty(`${field}.tags`, key, LIMITS.inputTagKey);
    checkText(`${field}.tags[${JSON.stringify(key)}]`, value, LIMITS.inputTagValue);
  }
  return { tags: keyValues(input.tags), dataset: encodeDataset(input.dataset, `${field}.dataset`) };
}

function encodeDataset(dataset: Dataset, field: string): object {
  const { schema, profile } = dataset;
  return {
    name: checkNotEmpty(`${field}.name`, dataset.name, LIMITS.datasetName),
    digest: checkDigest(`${field}.digest`, dataset.digest),
    source_type: checkNotEmpty(`${field}.sourceType`, dataset.sourceType, LIMITS.datasetName),
    source: checkText(`${field}.source`, dataset.source, LIMITS.datasetSource),
    schema: schema === undefined ? undefined : checkText(`${field}.schema`, schema, LIMITS.datasetSchema),
    profile: profile === undefined ? undefined : checkText(`${field}.profile`, profile, LIMITS.datasetProfile),
  };
}

function checkDigest(field: string, digest: string): string {
  if (/^[0-9a-f]{64}$/i.test(digest)) {
    throw new MlflowLimitError(
      field,
      'is a whole SHA-256; MLflow keeps 36 characters: send the first 32, the rest in a tag',
    );
  }
  return checkNotEmpty(field, digest, LIMITS.datasetDigest);
}
