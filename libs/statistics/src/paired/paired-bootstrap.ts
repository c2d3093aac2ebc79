import { seededRandom } from '../seeded-random.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** Which items belong together (answers to one prompt, say): they are drawn together. Default: each on its own. */
  readonly clusters?: readonly string[];
  /** What the mean is held against: 0, or minus a margin. Default 0. */
  readonly null?: number;
  /** Default 10,000. */
  readonly resamples?: number;
  /** Of the interval. Default 0.95. */
  readonly level?: number;
}

export interface BootstrapResult {
  /** The mean difference, in the unit of the differences. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The chance of a mean as high where the truth is `null`; one-sided, agrees with the interval. */
  readonly p: number;
  readonly items: number;
  readonly clusters: number;
}

/**
 * The mean of paired differences, candidate minus baseline of one item each, with its percentile bootstrap interval
 * (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13; clusters: Davison and Hinkley, 1997, 3.8).
 * The same differences and seed give the same numbers.
 *
 * @throws RangeError for no items, a difference that is no number, or clusters that are not one an item
 */
export function pairedBootstrap(differences: readonly number[], options: BootstrapOptions): BootstrapResult {
  const { null: against = 0, resamples = 10_000, level = 0.95 } = options;
  const { sums, sizes } = summed(differences, options.clusters);
  const means = resampledMeans(sums, sizes, { resamples, seed: options.seed });
  const tail = (1 - level) / 2;
  const below = means.reduce((count, mean) => count + (mean <= against ? 1 : 0), 0);
  return {
    estimate: total(sums) / differences.length,
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
    p: (below + 1) / (resamples + 1),
    items: differences.length,
    clusters: sums.length,
  };
}

function summed(
  differences: readonly number[],
  clusters: readonly string[] | undefined,
): { sums: Float64Array; sizes: Float64Array } {
  if (differences.length === 0) throw new RangeError('No items to compare.');
  const odd = differences.findIndex((difference) => !Number.isFinite(difference));
  if (odd !== -1) throw new RangeError(`Item ${odd + 1} has no finite difference: ${differences[odd]}.`);
  if (clusters === undefined) {
    return { sums: Float64Array.from(differences), sizes: new Float64Array(differences.length).fill(1) };
  }
  if (clusters.length !== differences.length) {
    throw new RangeError(`${clusters.length} clusters for ${differences.length} items.`);
  }
  const places = new Map<string, number>();
  for (const cluster of clusters) if (!places.has(cluster)) places.set(cluster, places.size);
  const sums = new Float64Array(places.size);
  const sizes = new Float64Array(places.size);
  for (const [at, cluster] of clusters.entries()) {
    const place = places.get(cluster) ?? 0;
    sums[place] = (sums[place] ?? 0) + (differences[at] ?? 0);
    sizes[place] = (sizes[place] ?? 0) + 1;
  }
  return { sums, sizes };
}

/** Sorted. */
function resampledMeans(
  sums: Float64Array,
  sizes: Float64Array,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Float64Array {
  const random = seededRandom(seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    let size = 0;
    for (let draw = 0; draw < sums.length; draw += 1) {
      const at = (random() * sums.length) | 0;
      sum += sums[at] ?? 0;
      size += sizes[at] ?? 0;
    }
    means[resample] = sum / size;
  }
  return means.sort();
}

/** Between the two nearest, as R's type 7. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
