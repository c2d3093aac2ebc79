/** Items on which the two disagree, and how likely a split as uneven is where neither is better. */
export interface McNemar {
  /** The candidate alone is right. */
  readonly better: number;
  /** The baseline alone is right. */
  readonly worse: number;
  /** Two-sided, exact. */
  readonly p: number;
}

/**
 * McNemar's exact test of paired yes and no: under the null, which of the two is right on an item where they disagree is
 * a fair coin (McNemar, "Note on the Sampling Error of the Difference Between Correlated Proportions", 1947).
 *
 * @throws RangeError where the two do not have the same items
 */
export function mcnemar(candidate: readonly boolean[], baseline: readonly boolean[]): McNemar {
  if (candidate.length !== baseline.length) {
    throw new RangeError(`Paired answers: ${candidate.length} of the candidate, ${baseline.length} of the baseline.`);
  }
  const better = candidate.filter((right, at) => right && baseline[at] === false).length;
  const worse = candidate.filter((right, at) => !right && baseline[at] === true).length;
  return { better, worse, p: Math.min(1, 2 * fairCoinTail(Math.min(better, worse), better + worse)) };
}

/** The chance of at most `heads` in `tosses` of a fair coin. */
function fairCoinTail(heads: number, tosses: number): number {
  let logTerm = -tosses * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= heads; k += 1) {
    logTerm += Math.log((tosses - k + 1) / k);
    sum += Math.exp(logTerm);
  }
  return sum;
}
