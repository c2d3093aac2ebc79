import type { RawRecord, ReadResult } from './result.ts';
import type { ToResult } from './shapes/to-row.ts';

/** Results in arrays of one size; what was read before a fault comes before it. */
export async function* inBatches(
  records: AsyncIterable<readonly RawRecord[]>,
  toResult: ToResult,
  size: number,
): AsyncGenerator<ReadResult[]> {
  let batch: ReadResult[] = [];
  try {
    for await (const some of records) {
      for (const record of some) {
        batch.push(toResult(record));
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}
