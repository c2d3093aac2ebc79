import { normalQuantile } from './normal.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where a share lies that was seen `successes` times in `total` (Wilson, "Probable Inference, the Law of Succession, and
 * Statistical Inference", 1927). Holds at 0 and at all of them, too.
 */
export function wilson(successes: number, total: number, level = 0.95): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const share = successes / total;
  const middle = share + z2 / (2 * total);
  const spread = Math.sqrt(z2 * ((share * (1 - share)) / total + z2 / (4 * total * total)));
  const scale = 1 + z2 / total;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
