/**
 * p-values that hold together: each may be read at the level as if it were alone, and the chance that any of them is
 * wrong stays below it (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979).
 *
 * @returns adjusted p-values, in the order given
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, at) => ({ p, at })).sort((one, other) => one.p - other.p);
  const adjusted = new Array<number>(pValues.length);
  let most = 0;
  for (const [rank, { p, at }] of order.entries()) {
    most = Math.max(most, Math.min(1, p * (pValues.length - rank)));
    adjusted[at] = most;
  }
  return adjusted;
}
