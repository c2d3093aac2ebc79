/** How the numbers of a sketch are laid into bands. */
export interface Banding {
  readonly bands: number;
  /** Numbers of the sketch in each band. */
  readonly rows: number;
}

/** How probable it is that two texts of a given Jaccard similarity agree in at least one whole band. */
export function candidateProbability(similarity: number, { bands, rows }: Banding): number {
  return 1 - (1 - similarity ** rows) ** bands;
}

/**
 * The banding that gives the fewest candidates in vain among those that find at least `recall` of the pairs right at
 * the threshold. More similar pairs are found more surely.
 *
 * With 112 permutations and a threshold of 0.8: 16 bands of 7, which find 97.7 % at 0.8 and 99.8 % at 0.85 (the usual
 * 14 of 8 find 92.4 and 98.8 %).
 */
export function bandingFor(threshold: number, permutations: number, recall = 0.95): Banding {
  for (let rows = permutations; rows > 1; rows -= 1) {
    const banding = { bands: Math.floor(permutations / rows), rows };
    if (candidateProbability(threshold, banding) >= recall) return banding;
  }
  return { bands: permutations, rows: 1 };
}
