// Owns pulling models and datasets from and pushing adapters to the Hugging Face hub, over its own client library, and
// which base model a name means on this machine.
// Does not know what a model or an adapter is used for, nor how runs are kept.
export { findBaseModel, resolveBaseModel, tokenizerSha256, type FoundBaseModel } from './base/base-model.ts';
export { HubSettings } from './settings.ts';
export { targetOf, type RepositoryKind } from './repository.ts';
export { readPulled, type Pulled, type PulledFile } from './pull/manifest.ts';
export { pullModel, type PullOptions, type PullResult } from './pull/pull-model.ts';
export { pullDataset, type PullDatasetOptions, type PulledDataset } from './pull/pull-dataset.ts';
export type { PullProgress } from './pull/progress-meter.ts';
export { pushAdapter, type PushOptions, type PushResult } from './push/push-adapter.ts';
