/** A judged pair: the candidate's win, and by how many characters its answer is the longer one. */
export interface Weighed {
  readonly win: number;
  readonly longer: number;
}

const STEPS = 50;
const ENOUGH = 1e-10;
// A weak prior on each coefficient, so that wins without a loss have an end too: it moves the rate of 60 pairs or more by less than 0.0002.
const PRIOR = { quality: 1e-3, length: 1e-2 };

/**
 * The win rate were both answers as long: AlpacaEval 2's logistic regression on the difference in length (Dubois, Galambosi,
 * Liang and Hashimoto 2024, arXiv:2404.04475). A win's log-odds are `quality + length · tanh(difference / deviation)`, and
 * the rate is what the model says where the difference is 0. Their third term, the difficulty of each instruction, needs
 * many models that were judged against the same baseline; here are two, and it is left out.
 *
 * @returns null where there is no pair
 */
export function lengthControlledWinRate(pairs: readonly Weighed[]): number | null {
  if (pairs.length === 0) return null;
  const deviation = deviationOf(pairs.map(({ longer }) => longer));
  const points = pairs.map(({ win, longer }) => ({ win, x: deviation === 0 ? 0 : Math.tanh(longer / deviation) }));
  let quality = 0;
  let length = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const [up, along] = newtonStep(points, quality, length);
    quality += up;
    length += along;
    if (Math.abs(up) + Math.abs(along) < ENOUGH) break;
  }
  return chance(quality);
}

/** How far the two coefficients have to move towards the most likely ones. */
function newtonStep(
  points: readonly { readonly win: number; readonly x: number }[],
  quality: number,
  length: number,
): readonly [number, number] {
  let [slopeQuality, slopeLength] = [-PRIOR.quality * quality, -PRIOR.length * length];
  let [qq, ql, ll] = [PRIOR.quality, 0, PRIOR.length];
  for (const { win, x } of points) {
    const expected = chance(quality + length * x);
    const weight = expected * (1 - expected);
    slopeQuality += win - expected;
    slopeLength += (win - expected) * x;
    qq += weight;
    ql += weight * x;
    ll += weight * x * x;
  }
  const determinant = qq * ll - ql * ql;
  return [(ll * slopeQuality - ql * slopeLength) / determinant, (qq * slopeLength - ql * slopeQuality) / determinant];
}

const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
