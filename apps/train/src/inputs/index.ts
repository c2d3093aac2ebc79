// Owns what a run reads: the base model and the data, as paths with hashes and ids.
// Does not know what stands in the rows or the weights: the PyTorch job reads them.
export { resolveBaseModel, PACKAGED_MODEL } from './base-model.ts';
export { resolveDataset } from './dataset.ts';
