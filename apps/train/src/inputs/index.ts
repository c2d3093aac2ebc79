// Owns the data that a run reads, as paths with hashes and an id.
// Does not know what stands in the rows: the PyTorch job reads them.
export { resolveDataset } from './dataset.ts';
