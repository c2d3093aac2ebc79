/** What one answer adds to the score of a corpus: counts that are summed. */
export type Counts = readonly number[];

/**
 * A measure that counts. The score of a corpus comes from the sum of the counts, which is not the mean of the scores;
 * a bootstrap over answers sums the counts of those it drew.
 */
export interface CountedMeasure {
  /** @throws RangeError where there is no reference */
  count(answer: string, references: readonly string[]): Counts;
  /** From 0 to 100, of the counts of one answer. */
  itemScore(counts: Counts): number;
  /** From 0 to 100, of the counts of all answers. 0 where there are none. */
  corpusScore(items: Iterable<Counts>): number;
}

export function sumOf(items: Iterable<Counts>): number[] {
  const sum: number[] = [];
  for (const counts of items) for (const [place, count] of counts.entries()) sum[place] = (sum[place] ?? 0) + count;
  return sum;
}

export function requireReference(references: readonly string[]): void {
  if (references.length === 0) throw new RangeError('Overlap is with a reference, and none was given.');
}
