import { ratedResults } from './feedback/to-row.ts';
import { chatResults, type ToResult } from './shapes/to-row.ts';
import type { SourceConfig } from './source.ts';

/** Makes rows of one file's records. @param file as rows and refusals name it */
export function resultsOf(source: SourceConfig, file: string): ToResult {
  const { name, rated } = source;
  return rated === undefined ? chatResults(source, file) : ratedResults({ name, rated }, file);
}
