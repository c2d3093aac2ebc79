// Owns the way from a source (files, folders, datasets of the hub; any format, packing, encoding and shape) to rows and
// refused records. Does not know shards, steps, caches or jobs.
export { filesOf, readFile, readSource, type PullDataset, type ReadOptions } from './read-source.ts';
export { rangesOf, readRange, type Range } from './ranges.ts';
export type { Listed } from './place/list-files.ts';
export type { ReadNote, ReadRefusal, ReadResult, ReadRow, RefusedRecord } from './result.ts';
export {
  DEFAULT_LIMITS,
  type Columns,
  type Format,
  type Mend,
  type ReadLimits,
  type SourceConfig,
  type Template,
} from './source.ts';
