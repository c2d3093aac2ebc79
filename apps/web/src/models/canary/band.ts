// Owns the outline of bounds over time, 100 wide and 40 high. Does not know what was measured.
import type { CanaryMeasure } from '../api/types.ts';

const WIDTH = 100;
const MIDDLE = 20;

/** The bounds are of how much worse it is: up is better, the middle is no difference, both sides as high. */
export function bandOf(history: CanaryMeasure['history']): string {
  const times = history.map(({ at }) => Date.parse(at));
  const [first = 0] = times;
  const span = Math.max(1, (times.at(-1) ?? 0) - first);
  const farthest = Math.max(...history.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) || 1;
  const point = (index: number, value: number): string => {
    const x = (WIDTH * ((times[index] ?? first) - first)) / span;
    return `${x.toFixed(2)} ${(MIDDLE + (MIDDLE * value) / farthest).toFixed(2)}`;
  };
  const above = history.map(({ high }, index) => point(index, high));
  const below = history.map(({ low }, index) => point(index, low)).reverse();
  return `M${[...above, ...below].join('L')}Z`;
}
