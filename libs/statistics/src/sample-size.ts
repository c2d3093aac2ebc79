import { normalQuantile } from './normal.ts';

export interface Precision {
  /** The chance to say "better" where it is not; two-sided. Default 0.05. */
  readonly alpha?: number;
  /** The chance to say "better" where it is by `difference`. Default 0.85: what is skewed still reaches 0.8. */
  readonly power?: number;
}

/**
 * How many items it takes to see that the mean of paired differences is `difference`, where they deviate by `deviation`
 * from one another: the normal approximation with the small-sample term of Guenther (1981).
 */
export function itemsForMean(difference: number, deviation: number, precision: Precision = {}): number {
  requireDifference(difference);
  const { alpha, power } = quantiles(precision);
  return Math.ceil((((alpha + power) * deviation) / difference) ** 2 + alpha ** 2 / 2);
}

/**
 * How many items it takes for McNemar's exact test, where the candidate alone is right in a share of `better` and the
 * baseline alone in a share of `worse` (Connor, "Sample Size for Testing Differences in Proportions for the Paired-Sample
 * Design", 1987, with Fleiss's continuity term, as the exact test is the stricter one).
 */
export function itemsForMcNemar(better: number, worse: number, precision: Precision = {}): number {
  const difference = better - worse;
  requireDifference(difference);
  const { alpha, power } = quantiles(precision);
  const discordant = better + worse;
  const wanted = alpha * Math.sqrt(discordant) + power * Math.sqrt(discordant - difference ** 2);
  return Math.ceil((wanted / difference) ** 2 + 1 / Math.abs(difference));
}

function quantiles({ alpha = 0.05, power = 0.85 }: Precision): { alpha: number; power: number } {
  return { alpha: normalQuantile(1 - alpha / 2), power: normalQuantile(power) };
}

function requireDifference(difference: number): void {
  if (difference === 0) throw new RangeError('No number of items shows a difference of 0.');
}
