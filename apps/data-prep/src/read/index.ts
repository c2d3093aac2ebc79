// Owns the way from a source (files, folders, datasets of the hub; any format, packing, encoding and shape) to rows and
// refused records. Does not know shards, steps, caches or jobs.
export { filesOf, readFile, readSource, type PullDataset, type ReadOptions } from './read-source.ts';
export { isNamed as isNamedFeedback } from './feedback/exports.ts';
export { resolvedFeedback, type FeedbackPlaces } from './feedback/resolve.ts';
export { rangesOf, readRange, type Range } from './ranges.ts';
export type { Listed } from './place/list-files.ts';
export type { ReadNote, ReadRefusal, ReadResult, ReadRow, ReadSkip, RefusedRecord } from './result.ts';
export {
  DEFAULT_LIMITS,
  type Columns,
  type Format,
  type Mend,
  type ReadLimits,
  type SourceConfig,
  type Template,
} from './source.ts';
