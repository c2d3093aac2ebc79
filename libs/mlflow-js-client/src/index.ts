// A typed client of MLflow's REST API. Owns limits, retries and errors on our side of the wire; knows nothing of what
// is trained or why.
export { createMlflowClient } from './client.ts';
export type { MlflowClient, MlflowClientOptions } from './client.ts';
export type { MlflowAuth } from './connection.ts';
export {
  MlflowAlreadyExistsError,
  MlflowAuthError,
  MlflowConfigError,
  MlflowConnectionError,
  MlflowError,
  MlflowFileStoreError,
  MlflowHostRejectedError,
  MlflowLimitError,
  MlflowNotFoundError,
  MlflowProtocolError,
  MlflowRateLimitError,
  MlflowResponseError,
  MlflowServerError,
  MlflowTimeoutError,
} from './errors.ts';
export { LIMITS } from './limits.ts';
export { filterString } from './names.ts';
export type { Page, SearchOptions, ViewType } from './paging.ts';
export { defaultRetryPolicy } from './retry.ts';
export type { RetryEvent, RetryPolicy } from './retry.ts';
export type { CallOptions } from './transport/transport.ts';

export type { Experiment, NewExperiment } from './experiments/experiment.ts';
export type { Experiments, ExperimentSearch } from './experiments/experiments.ts';
export type { Batch, LongParamPolicy } from './runs/batch.ts';
export { IDEMPOTENCY_TAG } from './runs/create-run.ts';
export type { NewRun } from './runs/create-run.ts';
export type { RunInputs } from './runs/inputs.ts';
export type {
  Dataset,
  DatasetInput,
  FinalRunStatus,
  Metric,
  ModelOutput,
  Run,
  RunInfo,
  RunStatus,
} from './runs/run.ts';
export type { BatchOptions, BatchReceipt, HistoryOptions, RunChange, RunSearch, Runs } from './runs/runs.ts';
export type { Artifacts, FolderOptions } from './artifacts/artifacts.ts';
export type { ArtifactInfo } from './artifacts/listing.ts';
export type { MultipartOptions } from './artifacts/multipart.ts';
export type { ArtifactSource } from './artifacts/source.ts';
export type { UploadOptions } from './artifacts/upload.ts';
export type { ModelVersion, RegisteredModel } from './registry/entities.ts';
export type { ModelAliases } from './registry/aliases.ts';
export type { NewRegisteredModel, RegisteredModels } from './registry/models.ts';
export type { Registry } from './registry/registry.ts';
export type { ModelVersions, NewModelVersion } from './registry/versions.ts';
export type { LoggedModel, LoggedModels, LoggedModelStatus, NewLoggedModel } from './logged-models/logged-models.ts';
